/** `tapelab trace save out.pcapng`: the recent traffic, for tshark and Wireshark, after the fact. */
import { resolve } from 'node:path';
import { formatSize } from '../foundation/quantity.ts';
import type { Composition } from './composition.ts';
import { answer, count, verb, withServer } from './verb.ts';

export const traceSaveVerb = (composition: Composition) =>
  verb('save', 'write the recent traffic into a capture file')
    .argument('<file>', 'a name that ends in .pcapng, or in .pcap for a file without comments')
    .action(async (file, options) => {
      // The server may stand elsewhere.
      const saved = await withServer(options.home, (actions) => actions['trace.save']({ file: resolve(file) }));
      const text = `${count(saved.packets, 'packet')} are in ${saved.file}, ${formatSize(saved.bytes)}.`.replace(
        /^1 packet are/,
        '1 packet is',
      );
      answer(composition, options, { value: saved, text, hint: `'tshark -r ${file} -Y iscsi' reads it.` });
    });

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Framer } from '../../../src/wire/framer.ts';
import { serialise } from '../../../src/wire/serialiser.ts';
import { isWireError } from '../../../src/wire/wire-error.ts';
import { comparable, frame } from '../../unit/wire/vector.ts';
import { anyPdu, cutAt } from './arbitraries.ts';

const cuts = fc.array(fc.nat(5000), { maxLength: 30 });

test('the framer gives the PDUs that were serialised, for any chunking of the stream', () => {
  fc.assert(
    fc.property(fc.array(anyPdu, { maxLength: 6 }), cuts, (pdus, at) => {
      const stream = new Uint8Array(Buffer.concat(pdus.flatMap((pdu) => [...serialise(pdu)])));
      expect(frame(cutAt(stream, at))).toEqual(pdus.map(comparable));
    }),
    { numRuns: 300 },
  );
});

test('any bytes in any chunks give PDUs and errors, the same for every chunking, and never hold more than one PDU', () => {
  // Mostly valid lengths: a stream of noise ends at its first header.
  const noise = fc.array(
    fc
      .tuple(fc.uint8Array({ minLength: 48, maxLength: 48 }), fc.nat(300), fc.nat(3), fc.boolean())
      .map(([header, length, words, honest]) => {
        if (honest) header.set([words, 0, length >> 8, length & 0xff], 4);
        return honest ? [header, new Uint8Array(words * 4), new Uint8Array((length + 3) & ~3)] : [header];
      }),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(noise, cuts, (parts, at) => {
      const stream = new Uint8Array(Buffer.concat(parts.flat()));
      const runs = [[stream], cutAt(stream, at)].map((chunks) => {
        const framer = new Framer({ maximumDataSegmentLength: 256 });
        const seen: unknown[] = [];
        for (const chunk of chunks) {
          framer.push(chunk);
          for (let pdu = framer.next(); pdu !== undefined; pdu = framer.next()) seen.push(isWireError(pdu) ? pdu : comparable(pdu));
          expect(framer.pendingBytes).toBeLessThan(48 + 1020 + 256);
        }
        return seen;
      });
      expect(runs[0]).toEqual(runs[1]);
    }),
    { numRuns: 300 },
  );
});

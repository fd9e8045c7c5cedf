/**
 * tshark's verdict on a capture that the server wrote with `--pcap`: which frames are malformed or carry an error of its expert, and
 * what was seen at all (a capture without the expected PDUs proves nothing).
 */
import { runOrThrow } from './command.ts';

/** Said to tshark: our port, LUNs it meets without INQUIRY are tape, data segments may be long, and the F bit has to be right. */
const preferences = [
  'scsi.decode_scsi_messages_as:Sequential Device',
  'iscsi.bogus_pdu_max_data_len:16777216',
  'iscsi.demand_good_f_bit:TRUE',
].flatMap((preference) => ['-o', preference]);

function tshark(pcap: string, port: number, ...args: string[]): Promise<string> {
  return runOrThrow('tshark', ['-2', '-r', pcap, '-d', `tcp.port==${port},iscsi`, ...preferences, ...args], { timeoutMs: 300_000 });
}

export interface Frame {
  readonly number: number;
  readonly protocols: string;
  readonly complaint: string;
  readonly summary: string;
}

/** What tshark 4.0 complains of although nothing is wrong with it: its dissectors know no better. */
const misunderstood = [
  'iscsi.opcode == 0x25 && iscsi.datasegmentlength == 4', // an initiator asks for the header alone, with an allocation length of 4
  'scsi.inquiry.evpd.pagecode == 0xb0 && scsi.inquiry.evpd.pagelength == 2', // taken for a disk's Block Limits, which is longer
  'scsi_ssc.opcode == 0x12 && iscsi.opcode == 0x25 && iscsi.datasegmentlength == 64', // all that iscsi-inq asks for at first: less than page 83h
  'scsi.unknown_page', // a mode page that it does not know, such as 01h of a tape
  'scsi.log.pagecode == 0x00 && iscsi.opcode == 0x25', // the list of log pages, taken for log parameters
];

/** Frames that tshark calls malformed or does not take for iSCSI, or to which its expert gives an error or, for iSCSI and SCSI, a warning. */
export async function offendingFrames(pcap: string, port: number): Promise<Frame[]> {
  const offences = [
    '_ws.malformed',
    '_ws.unreassembled',
    '_ws.expert.severity == "Error"',
    '(_ws.expert.severity == "Warning" && (iscsi || scsi) && !tcp.analysis.flags)',
    '(tcp.len > 0 && !iscsi && !tcp.reassembled_in)', // bytes in which it does not recognise a PDU at all
  ];
  const filter = `(${offences.join(' || ')}) && !(${misunderstood.map((frame) => `(${frame})`).join(' || ')})`;
  const fields = ['frame.number', 'frame.protocols', '_ws.expert.message', '_ws.col.Info'];
  const output = await tshark(pcap, port, '-Y', filter, '-T', 'fields', ...fields.flatMap((field) => ['-e', field]));
  return output
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [number = '', protocols = '', complaint = '', summary = ''] = line.split('\t');
      return { number: Number(number), protocols, complaint, summary };
    });
}

/** Every value of a field, over all PDUs of the frames that match a display filter: a frame may hold several PDUs. */
export async function fieldValues(pcap: string, port: number, field: string, filter = field): Promise<string[]> {
  const output = await tshark(pcap, port, '-Y', filter, '-T', 'fields', '-e', field, '-E', 'aggregator=/s');
  return output.split(/\s+/).filter(Boolean);
}

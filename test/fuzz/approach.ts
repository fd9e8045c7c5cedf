/**
 * What an initiator without fault says on its way into a state: logins with all kinds of offers, and the commands that bring a drive to where it is
 * wanted. All of it in the numbers of where the connection stands, sealed with the digests that were negotiated.
 */
import { noTag } from '../conformance/demand.ts';
import { encode, type Received, type Request } from '../conformance/pdu-table.ts';
import { plus } from '../conformance/sequence-number.ts';
import type { Dice } from './dice.ts';
import { seal } from './digests.ts';
import { logIn } from './login.ts';
import type { Peer } from './peer.ts';
import { newTag } from './standing.ts';

export const blockBytes = 65_536;

type Sealed = Exclude<Request, { kind: 'login-request' }>;

export const send = (peer: Peer, pdu: Sealed): Promise<void> => peer.send(seal(encode(pdu), peer.standing.framing));

export function numbers({ standing }: Peer) {
  const { cmdSn, expStatSn } = standing;
  standing.cmdSn = plus(cmdSn, 1);
  return { initiatorTaskTag: newTag(standing), cmdSn, expStatSn };
}

/** Keys of the operational stage; `wanted` instead of what is drawn. */
export function offers(dice: Dice, digests: readonly [string, string], wanted: Readonly<Record<string, string>> = {}): string {
  const pairs = {
    HeaderDigest: digests[0],
    DataDigest: digests[1],
    InitialR2T: dice.of(['Yes', 'No', 'No']),
    ImmediateData: dice.of(['Yes', 'Yes', 'No']),
    MaxRecvDataSegmentLength: dice.of(['512', '8192', '65536', '16777215']),
    MaxBurstLength: dice.of(['512', '4096', '65536', '16777215']),
    FirstBurstLength: dice.of(['512', '65536', '16777215']),
    MaxOutstandingR2T: dice.of(['1', '2', '16']),
    DefaultTime2Wait: '0',
    DefaultTime2Retain: dice.of(['0', '20']),
    ErrorRecoveryLevel: dice.of(['0', '2']),
    TaskReporting: dice.of(['RFC3720', 'ResponseFence', 'FastAbort']),
    ...wanted,
  };
  return Object.entries(pairs)
    .map(([key, value]) => `${key}=${value}\0`)
    .join('');
}

export const anyDigests = (dice: Dice): readonly [string, string] =>
  dice.of([
    ['None', 'None'],
    ['None', 'None'],
    ['CRC32C', 'None'],
    ['None', 'CRC32C,None'],
    ['CRC32C,None', 'CRC32C'],
  ] as const);

export const normal = (peer: Peer, dice: Dice, digests = anyDigests(dice)): Promise<void> => logIn(peer, offers(dice, digests));

/** One command without data; its status, or undefined when none comes. */
export async function command(peer: Peer, cdb: readonly number[], lun = 0): Promise<Received<'scsi-response'> | undefined> {
  const answer = peer.answer('scsi-response', 1000);
  await send(peer, { kind: 'scsi-command', final: true, attribute: 1, lun, cdb: Uint8Array.from(cdb), ...numbers(peer) });
  return (await answer) as Received<'scsi-response'> | undefined;
}

/** Logs in, hears the unit attentions and sees to it that the tape is there and at its beginning. */
export async function ready(peer: Peer, dice: Dice): Promise<void> {
  await normal(peer, dice);
  await settle(peer);
}

/** The same for one who has logged in. */
export async function settle(peer: Peer): Promise<void> {
  for (let turn = 0; turn < 6; turn++) {
    const answer = await command(peer, [0, 0, 0, 0, 0, 0]);
    if (answer === undefined) return;
    if (answer.status === 0) break;
    const senseKey = answer.data[4]! & 0x0f;
    if (senseKey === 2) await command(peer, [0x1b, 0, 0, 0, 1, 0]);
  }
  // At the end of a tape that others have filled nothing could be written.
  await command(peer, [0x01, 0, 0, 0, 0, 0]);
}

/** A WRITE of many blocks' size in variable block mode, of whose data nothing has been sent. */
export const startWrite = (peer: Peer, length: number, final: boolean): Promise<void> =>
  send(peer, {
    kind: 'scsi-command',
    final,
    write: true,
    attribute: 1,
    lun: 0,
    expectedDataTransferLength: length,
    cdb: Uint8Array.of(0x0a, 0, length >>> 16, (length >>> 8) & 0xff, length & 0xff, 0),
    ...numbers(peer),
  });

/** Blocks with all of their data in the command, as far as was negotiated. */
export async function writeBlocks(peer: Peer, count: number): Promise<void> {
  const length = 32_768;
  const cdb = Uint8Array.of(0x0a, 0, 0, length >>> 8, 0, 0);
  for (let left = count; left > 0; left--) {
    const data = new Uint8Array(length).fill(left);
    await send(peer, {
      kind: 'scsi-command',
      final: true,
      write: true,
      attribute: 1,
      expectedDataTransferLength: length,
      cdb,
      data,
      ...numbers(peer),
    });
  }
}

/** READ(6) of a block that may be shorter than 64 KiB (SILI), or another command that reads. */
export const startRead = (peer: Peer, cdb: readonly number[] = [0x08, 0x02, 1, 0, 0, 0]): Promise<void> =>
  send(peer, {
    kind: 'scsi-command',
    final: true,
    read: true,
    attribute: 1,
    expectedDataTransferLength: blockBytes,
    cdb: Uint8Array.from(cdb),
    ...numbers(peer),
  });

export const manage = (peer: Peer, code: number, fields: Partial<Request<'task-management-request'>> = {}): Promise<void> =>
  send(peer, {
    kind: 'task-management-request',
    immediate: true,
    final: true,
    function: code,
    referencedTaskTag: noTag,
    ...numbers(peer),
    ...fields,
  });

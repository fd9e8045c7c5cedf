/**
 * The states in which a target can be met, and how each is reached: by what an initiator without fault says up to there. From then on the fuzzer
 * speaks.
 */
import { noTag } from '../conformance/demand.ts';
import { encode, type Received, type Request } from '../conformance/pdu-table.ts';
import { plus } from '../conformance/sequence-number.ts';
import type { Dice } from './dice.ts';
import { seal } from './digests.ts';
import { answerChap, beginChap, intoFullFeature, logIn, loginStep, NotReached, stage } from './login.ts';
import type { Peer } from './peer.ts';
import { newTag } from './standing.ts';
import type { Tally } from './tally.ts';
import { initiatorNames, openTargets, targetNames } from './target-home.ts';
import { identification } from './texts.ts';

export interface State {
  readonly name: string;
  readonly weight: number;
  readonly target?: string;
  /** @throws NotReached */
  readonly reach: (peer: Peer, dice: Dice) => Promise<void>;
}

const blockBytes = 65_536;

type Sealed = Exclude<Request, { kind: 'login-request' }>;

const send = (peer: Peer, pdu: Sealed): Promise<void> => peer.send(seal(encode(pdu), peer.standing.framing));

function numbers({ standing }: Peer) {
  const { cmdSn, expStatSn } = standing;
  standing.cmdSn = plus(cmdSn, 1);
  return { initiatorTaskTag: newTag(standing), cmdSn, expStatSn };
}

function offers(dice: Dice, digests: readonly [string, string]): string {
  const pairs = {
    HeaderDigest: digests[0],
    DataDigest: digests[1],
    InitialR2T: dice.of(['Yes', 'No', 'No']),
    ImmediateData: dice.of(['Yes', 'Yes', 'No']),
    MaxRecvDataSegmentLength: dice.of(['512', '8192', '65536', '262144']),
    MaxBurstLength: dice.of(['512', '4096', '65536', '262144']),
    FirstBurstLength: dice.of(['512', '65536', '262144']),
    MaxOutstandingR2T: dice.of(['1', '2', '16']),
    DefaultTime2Wait: '0',
    DefaultTime2Retain: dice.of(['0', '20']),
    ErrorRecoveryLevel: dice.of(['0', '2']),
    TaskReporting: dice.of(['RFC3720', 'ResponseFence', 'FastAbort']),
  };
  return Object.entries(pairs)
    .map(([key, value]) => `${key}=${value}\0`)
    .join('');
}

const anyDigests = (dice: Dice): readonly [string, string] =>
  dice.of([
    ['None', 'None'],
    ['None', 'None'],
    ['CRC32C', 'None'],
    ['None', 'CRC32C,None'],
    ['CRC32C,None', 'CRC32C'],
  ] as const);

const normal = (peer: Peer, dice: Dice, digests = anyDigests(dice)): Promise<void> => logIn(peer, offers(dice, digests));

/** One command without data; its status, or undefined when none comes. */
async function command(peer: Peer, cdb: readonly number[], lun = 0): Promise<Received<'scsi-response'> | undefined> {
  const answer = peer.answer('scsi-response', 1000);
  await send(peer, { kind: 'scsi-command', final: true, attribute: 1, lun, cdb: Uint8Array.from(cdb), ...numbers(peer) });
  return (await answer) as Received<'scsi-response'> | undefined;
}

/** Logs in, hears the unit attentions and sees to it that the tape is there. */
async function ready(peer: Peer, dice: Dice): Promise<void> {
  await normal(peer, dice);
  for (let turn = 0; turn < 6; turn++) {
    const answer = await command(peer, [0, 0, 0, 0, 0, 0]);
    if (answer === undefined || answer.status === 0) return;
    const senseKey = answer.data[4]! & 0x0f;
    if (senseKey === 2) await command(peer, [0x1b, 0, 0, 0, 1, 0]);
  }
}

/** A WRITE of many blocks' size in variable block mode, of whose data nothing has been sent. */
const startWrite = (peer: Peer, length: number, final: boolean): Promise<void> =>
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

const manage = (peer: Peer, code: number, fields: Partial<Request<'task-management-request'>> = {}): Promise<void> =>
  send(peer, {
    kind: 'task-management-request',
    immediate: true,
    final: true,
    function: code,
    referencedTaskTag: noTag,
    ...numbers(peer),
    ...fields,
  });

const securityOpened = async (peer: Peer): Promise<void> => {
  await loginStep(peer, `${identification(peer.standing)}AuthMethod=None\0`);
};

export const states: readonly State[] = [
  { name: 'silent', weight: 6, reach: async () => {} },
  { name: 'security', weight: 5, reach: securityOpened },
  {
    name: 'operational',
    weight: 5,
    reach: async (peer, dice) => {
      peer.standing.stage = stage.operational;
      await loginStep(peer, identification(peer.standing) + offers(dice, anyDigests(dice)));
    },
  },
  {
    name: 'operational-after-security',
    weight: 3,
    reach: async (peer) => {
      await loginStep(peer, `${identification(peer.standing)}AuthMethod=None\0`, { transit: true, nextStage: stage.operational });
    },
  },
  {
    name: 'login-continued',
    weight: 4,
    reach: async (peer) => {
      await loginStep(peer, `${identification(peer.standing)}AuthMethod=No`, { continues: true });
    },
  },
  {
    name: 'chap-begun',
    weight: 3,
    target: targetNames.chap,
    reach: async (peer) => {
      await loginStep(peer, `${identification(peer.standing)}AuthMethod=CHAP\0`);
    },
  },
  {
    name: 'chap-challenged',
    weight: 4,
    target: targetNames.chap,
    reach: async (peer, dice) => {
      await beginChap(peer, dice.between(5, 8));
    },
  },
  {
    name: 'chap-passed',
    weight: 3,
    target: targetNames.chap,
    reach: async (peer, dice) => {
      const challenge = await beginChap(peer, dice.between(5, 8));
      await answerChap(peer, challenge, dice.chance(0.5), dice.chance(0.5));
    },
  },
  {
    name: 'normal-by-chap',
    weight: 4,
    target: targetNames.chap,
    reach: async (peer, dice) => {
      await answerChap(peer, await beginChap(peer, dice.between(5, 8)), dice.chance(0.5), true);
      await intoFullFeature(peer, offers(dice, anyDigests(dice)));
    },
  },
  { name: 'normal-by-list', weight: 5, target: targetNames.listed, reach: ready },
  { name: 'normal', weight: 14, reach: (peer, dice) => normal(peer, dice, ['None', 'None']) },
  { name: 'normal-ready', weight: 16, reach: ready },
  { name: 'normal-header-digest', weight: 4, reach: (peer, dice) => normal(peer, dice, ['CRC32C', 'None']) },
  { name: 'normal-data-digest', weight: 4, reach: (peer, dice) => normal(peer, dice, ['None', 'CRC32C']) },
  { name: 'normal-both-digests', weight: 4, reach: (peer, dice) => normal(peer, dice, ['CRC32C', 'CRC32C']) },
  {
    name: 'discovery',
    weight: 6,
    target: '',
    reach: (peer, dice) => normal(peer, dice),
  },
  {
    name: 'write-half-sent',
    weight: 7,
    reach: async (peer, dice) => {
      await ready(peer, dice);
      await startWrite(peer, blockBytes, false);
      const { standing } = peer;
      await send(peer, {
        kind: 'data-out',
        initiatorTaskTag: standing.tags.at(-1)!,
        targetTransferTag: noTag,
        expStatSn: standing.expStatSn,
        data: new Uint8Array(512),
      });
    },
  },
  {
    name: 'write-solicited',
    weight: 7,
    reach: async (peer, dice) => {
      await ready(peer, dice);
      const asked = peer.answer('r2t', 200);
      for (let count = dice.between(1, 4); count > 0; count--) await startWrite(peer, 4 * blockBytes, true);
      await asked;
    },
  },
  {
    name: 'reading',
    weight: 6,
    reach: async (peer, dice) => {
      await ready(peer, dice);
      await command(peer, [0x01, 0, 0, 0, 0, 0]);
      for (let count = 0; count < 6; count++) {
        const cdb = Uint8Array.of(0x08, 0x02, 1, 0, 0, 0);
        await send(peer, {
          kind: 'scsi-command',
          final: true,
          read: true,
          attribute: 1,
          expectedDataTransferLength: blockBytes,
          cdb,
          ...numbers(peer),
        });
      }
    },
  },
  {
    name: 'tasks-aborted',
    weight: 6,
    reach: async (peer, dice) => {
      await ready(peer, dice);
      for (let count = dice.between(1, 4); count > 0; count--) await startWrite(peer, 2 * blockBytes, dice.chance(0.7));
      const code = dice.between(1, 5);
      await manage(peer, code, code === 1 ? { referencedTaskTag: peer.standing.tags.at(-1)! } : {});
    },
  },
  {
    name: 'numbers-missing',
    weight: 4,
    reach: async (peer, dice) => {
      await normal(peer, dice);
      const { standing } = peer;
      const missing = standing.cmdSn;
      standing.cmdSn = plus(missing, 1);
      for (let count = dice.between(1, 8); count > 0; count--)
        await send(peer, { kind: 'nop-out', final: true, targetTransferTag: noTag, ...numbers(peer) });
      if (dice.chance(0.5)) standing.cmdSn = missing;
    },
  },
  {
    name: 'text-continued',
    weight: 5,
    reach: async (peer, dice) => {
      await normal(peer, dice);
      const answer = peer.answer('text-response', 500);
      await send(peer, { kind: 'text-request', continues: true, targetTransferTag: noTag, data: Buffer.from('SendTar'), ...numbers(peer) });
      await answer;
    },
  },
  {
    name: 'reset-by-itself',
    weight: 2,
    reach: async (peer, dice) => {
      await ready(peer, dice);
      await startWrite(peer, 2 * blockBytes, true);
      await manage(peer, dice.of([5, 6, 7]));
    },
  },
  {
    name: 'logged-out',
    weight: 3,
    reach: async (peer, dice) => {
      await normal(peer, dice);
      if (dice.chance(0.5)) await startWrite(peer, blockBytes, true);
      await send(peer, {
        kind: 'logout-request',
        immediate: true,
        final: true,
        reason: dice.below(2),
        cid: peer.standing.cid,
        ...numbers(peer),
      });
    },
  },
  {
    name: 'crowded',
    weight: 1,
    reach: async (peer, dice) => {
      // More than one address may have; whether this one is among them is chance.
      await Promise.all(Array.from({ length: 45 }, () => peer.bringCompany()));
      if (dice.chance(0.5)) await normal(peer, dice);
    },
  },
  {
    name: 'reinstating',
    weight: 7,
    reach: async (peer, dice) => {
      // Few identities for many connections: each ends the session of another.
      peer.standing.isid = 0x0002_3d00_0000 + dice.below(2);
      peer.standing.initiatorName = `${initiatorNames.fuzzer}:twin`;
      await normal(peer, dice);
    },
  },
];

/** Who comes to whom, drawn, and what is said until the state is there; tells whether it is. `place` is the open target, where it is not drawn. */
export async function enter(state: State, peer: Peer, dice: Dice, tally: Tally, place?: string): Promise<boolean> {
  const { standing } = peer;
  const drawn = dice.of(openTargets);
  standing.targetName = state.target ?? place ?? drawn;
  standing.initiatorName = `${initiatorNames.fuzzer}:${dice.below(4)}`;
  standing.isid = 0x0002_3d00_0000 + dice.below(0x100_0000);
  standing.cmdSn = dice.of([0, 1, 1, 0x7fff_fffe, 0xffff_fffe]);
  const counted = tally.state(state.name);
  counted.tried += 1;
  try {
    await state.reach(peer, dice);
  } catch (error) {
    if (error instanceof NotReached) return false;
    throw error;
  }
  counted.reached += 1;
  return true;
}

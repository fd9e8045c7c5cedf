/**
 * The states in which a target can be met, and how each is reached: by what an initiator without fault says up to there. From then on the fuzzer
 * speaks.
 */
import { noTag } from '../conformance/demand.ts';
import { plus } from '../conformance/sequence-number.ts';
import {
  anyDigests,
  blockBytes,
  command,
  manage,
  normal,
  numbers,
  offers,
  ready,
  send,
  settle,
  startRead,
  startWrite,
  writeBlocks,
} from './approach.ts';
import type { Dice } from './dice.ts';
import { answerChap, beginChap, intoFullFeature, logIn, loginStep, NotReached, stage } from './login.ts';
import type { Peer } from './peer.ts';
import type { Tally } from './tally.ts';
import { busyTargets, initiatorNames, targetNames } from './target-home.ts';
import { identification } from './texts.ts';

export interface State {
  readonly name: string;
  readonly weight: number;
  readonly target?: string;
  /** @throws NotReached */
  readonly reach: (peer: Peer, dice: Dice) => Promise<void>;
}

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
    name: 'chap-offered',
    weight: 2,
    target: targetNames.chap,
    reach: async (peer) => {
      // Who does not name a method is offered some.
      await loginStep(peer, identification(peer.standing));
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
      await logIn(
        peer,
        offers(dice, anyDigests(dice), { InitialR2T: 'No', ImmediateData: 'Yes', FirstBurstLength: '65536', MaxBurstLength: '65536' }),
      );
      await settle(peer);
      if (dice.chance(0.3)) {
        await writeBlocks(peer, 8);
        await command(peer, [0x01, 0, 0, 0, 0, 0]);
      }
      for (let count = 0; count < 6; count++) await startRead(peer);
    },
  },
  {
    name: 'mode-pages-heard',
    weight: 5,
    reach: async (peer, dice) => {
      await ready(peer, dice);
      const answer = peer.answer('data-in', 500);
      await startRead(peer, [0x1a, 0, 0x3f, 0, 0xff, 0]);
      await answer;
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
    name: 'login-answer-pending',
    weight: 2,
    reach: async (peer) => {
      // Each key is answered by NotUnderstood, which does not fit into one response.
      const keys = (first: number, count: number): string =>
        Array.from({ length: count }, (_, at) => `X-${String(first + at).padEnd(60, 'k')}=1\0`).join('');
      peer.standing.stage = stage.operational;
      await loginStep(peer, identification(peer.standing) + keys(0, 110), { continues: true });
      await loginStep(peer, keys(110, 20));
    },
  },
  {
    name: 'text-answer-pending',
    weight: 3,
    reach: async (peer, dice) => {
      await logIn(peer, offers(dice, anyDigests(dice), { MaxRecvDataSegmentLength: '512' }));
      const answer = peer.answer('text-response', 500);
      const data = Buffer.from('SendTargets=All\0'.repeat(8));
      await send(peer, { kind: 'text-request', final: true, targetTransferTag: noTag, data, ...numbers(peer) });
      await answer;
    },
    target: '',
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
      // More than one address may have.
      await normal(peer, dice);
      await Promise.all(Array.from({ length: 45 }, () => peer.bringCompany()));
    },
  },
  {
    name: 'second-connection',
    weight: 3,
    reach: async (peer, dice) => {
      const first = await peer.bringCompany();
      if (first === undefined) throw new NotReached('the target is full');
      Object.assign(first.standing, peer.standing, { framing: first.standing.framing });
      await normal(first, dice);
      // It now asks to be one more of that session, or the same again.
      Object.assign(peer.standing, { tsih: first.standing.tsih, cid: dice.below(2), stage: stage.operational });
    },
  },
  {
    name: 'session-continued',
    weight: 4,
    reach: async (peer, dice) => {
      const before = await peer.bringCompany();
      if (before === undefined) throw new NotReached('the target is full');
      Object.assign(before.standing, peer.standing, { framing: before.standing.framing });
      const asBefore = offers(dice, anyDigests(dice));
      await logIn(before, asBefore);
      before.reset();
      // Whether the target has noticed that the other is gone is chance: it is continued or reinstated.
      if (dice.chance(0.5)) await peer.listen(5);
      peer.standing.tsih = before.standing.tsih;
      await logIn(peer, asBefore);
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

export interface Place {
  readonly targetName: string;
  readonly isid: number;
}

/** Who comes to whom, drawn, and what is said until the state is there; tells whether it is. `place` is the open target and the identity, where they are not drawn. */
export async function enter(state: State, peer: Peer, dice: Dice, tally: Tally, place?: Place): Promise<boolean> {
  const { standing } = peer;
  const drawn = dice.of(busyTargets);
  standing.targetName = state.target ?? place?.targetName ?? drawn;
  standing.initiatorName = `${initiatorNames.fuzzer}:${dice.below(4)}`;
  const isid = 0x0002_3d00_0000 + dice.below(0x100_0000);
  standing.isid = place?.isid ?? isid;
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

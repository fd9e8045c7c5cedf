/**
 * How a conversation ends, and what the target owes then: a connection that either side has ended, or on which nobody says anything any more, is
 * gone from the target's side too after a while.
 */
import { encode } from '../conformance/pdu-table.ts';
import { seal } from './digests.ts';
import { nextTurn, type Peer } from './peer.ts';
import { patienceMs } from './target-home.ts';

export interface Ending {
  readonly name: string;
  readonly weight: number;
  /** Lets the target's own patience come to its end. */
  readonly waits?: true;
  /** Gives what the target did wrong, then or before, as a sentence. */
  readonly end: (peer: Peer) => Promise<string | undefined>;
}

const stillOpen = 'the target does not end a connection that is over';

async function untilOver(peer: Peer): Promise<string | undefined> {
  const over = await peer.isOver(patienceMs);
  if (!over) peer.reset();
  return peer.problem ?? (over ? undefined : stillOpen);
}

/** FIN: what was asked before is still answered, then the target ends its side. */
async function fin(peer: Peer): Promise<string | undefined> {
  peer.end();
  return untilOver(peer);
}

export const endings: readonly Ending[] = [
  { name: 'fin', weight: 400, end: fin },
  {
    name: 'reset',
    weight: 300,
    end: async (peer) => {
      await nextTurn();
      peer.reset();
      return peer.problem;
    },
  },
  {
    name: 'logout',
    weight: 200,
    end: async (peer) => {
      const { cid, cmdSn, expStatSn, framing } = peer.standing;
      const answer = peer.answer('logout-response', 50);
      await peer.send(
        seal(encode({ kind: 'logout-request', immediate: true, final: true, initiatorTaskTag: 0xfffe, cid, cmdSn, expStatSn }), framing),
      );
      await answer;
      return fin(peer);
    },
  },
  {
    name: 'unread',
    weight: 60,
    end: async (peer) => {
      peer.pause();
      const { cmdSn, expStatSn, framing } = peer.standing;
      const ping = {
        kind: 'nop-out',
        immediate: true,
        final: true,
        initiatorTaskTag: 1,
        targetTransferTag: 0xffff_ffff,
        cmdSn,
        expStatSn,
      } as const;
      const bytes = seal(encode({ ...ping, data: new Uint8Array(4096) }), framing);
      for (let count = 0; count < 64; count++) await peer.send(bytes);
      await nextTurn();
      peer.reset();
      return peer.problem;
    },
  },
  /** The cable is there and nobody at its end: the target's own patience has to end it. */
  { name: 'abandoned', weight: 1, waits: true, end: untilOver },
];

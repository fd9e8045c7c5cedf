/**
 * How a conversation ends, and what the target owes then: a connection that either side has ended, or on which nobody says anything any more, is
 * gone from the target's side too after a while.
 */
import { noTag } from '../conformance/demand.ts';
import { encode } from '../conformance/pdu-table.ts';
import { seal } from './digests.ts';
import { nextTurn, type Peer } from './peer.ts';
import { patienceMs } from './target-home.ts';

export interface Ending {
  readonly name: string;
  readonly weight: number;
  /** Gives what the target did wrong, then or before, as a sentence. */
  readonly end: (peer: Peer, ward: Ward) => Promise<string | undefined>;
}

/**
 * Connections that are left alone, unread, until the target is at rest: by then it has to have given them up. Few, for each may hold a place
 * of the few that an address has.
 */
export class Ward {
  #peers: Peer[] = [];

  /** Whether there was a place. */
  take(peer: Peer): boolean {
    if (this.#peers.length >= wardPlaces) return false;
    this.#peers.push(peer);
    return true;
  }

  dismiss(): void {
    for (const peer of this.#peers.splice(0)) peer.reset();
  }
}

const wardPlaces = 8;
const lateMs = 100;
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

/** Asks for much and reads nothing; with `megabytes` for more than the system and the target will hold. */
async function stuff(peer: Peer, megabytes: boolean): Promise<void> {
  peer.pause();
  const { cmdSn, expStatSn, framing } = peer.standing;
  const common = { immediate: true, final: true, cmdSn, expStatSn } as const;
  const data = new Uint8Array(megabytes ? 65_536 : 4096);
  const ping = seal(encode({ kind: 'nop-out', ...common, initiatorTaskTag: 1, targetTransferTag: noTag, data }), framing);
  const cdb = Uint8Array.of(0x08, 0x02, 1, 0, 0, 0);
  const read = seal(
    encode({ kind: 'scsi-command', ...common, initiatorTaskTag: 2, read: true, expectedDataTransferLength: 65_536, cdb }),
    framing,
  );
  for (let count = 0; count < (megabytes ? 240 : 64); count++) {
    await peer.send(ping);
    if (count % 16 === 8) await peer.send(read);
    if (megabytes) await nextTurn();
  }
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
    weight: 55,
    end: async (peer) => {
      await stuff(peer, false);
      await nextTurn();
      peer.reset();
      return peer.problem;
    },
  },
  {
    name: 'read late',
    weight: 4,
    end: async (peer) => {
      await stuff(peer, true);
      await peer.listen(lateMs);
      peer.resume();
      return fin(peer);
    },
  },
  {
    name: 'left unread',
    weight: 1,
    end: async (peer, ward) => {
      if (!ward.take(peer)) return fin(peer);
      await stuff(peer, true);
      return peer.problem;
    },
  },
  /** The cable is there and nobody at its end: the target's own patience has to end it. */
  { name: 'abandoned', weight: 1, end: untilOver },
];

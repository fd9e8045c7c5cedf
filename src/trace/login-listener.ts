/**
 * Listens to the logins of a connection for what one must know to follow it: who speaks with whom, and whether digests stand in its PDUs from the
 * full feature phase on (RFC 7143 §13.1). What was said last of a key is what was agreed.
 */
import { Opcode } from '../wire/opcode.ts';
import { decodeText } from '../wire/text.ts';
import type { Side } from './conversation.ts';
import type { PduFollower } from './pdu-follower.ts';

export interface Parties {
  initiatorName: string | undefined;
  targetName: string | undefined;
}

const FULL_FEATURE_PHASE = 3;
/** More than a login says. */
const MOST_TEXT_BYTES = 65_536;

export class LoginListener {
  readonly #parties: Parties;
  readonly #followers: Readonly<Record<Side, PduFollower>>;
  #text: Uint8Array[] = [];
  #textBytes = 0;
  #headerDigest = false;
  #dataDigest = false;

  constructor(parties: Parties, followers: Readonly<Record<Side, PduFollower>>) {
    this.#parties = parties;
    this.#followers = followers;
  }

  data(from: Side, piece: Uint8Array, start: number, end: number): void {
    if (!this.#isLogin(from) || this.#textBytes > MOST_TEXT_BYTES) return;
    this.#text.push(piece.slice(start, end));
    this.#textBytes += end - start;
  }

  /** A PDU of this side is complete. */
  ended(from: Side): void {
    if (!this.#isLogin(from)) return;
    const decoded = decodeText(Buffer.concat(this.#text));
    this.#text = [];
    this.#textBytes = 0;
    for (const [key, value] of 'pairs' in decoded ? decoded.pairs : []) {
      if (key === 'InitiatorName') this.#parties.initiatorName = value;
      else if (key === 'TargetName') this.#parties.targetName = value;
      else if (key === 'HeaderDigest') this.#headerDigest = value === 'CRC32C';
      else if (key === 'DataDigest') this.#dataDigest = value === 'CRC32C';
    }
    const { header } = this.#followers[from];
    if (from !== 'target' || header[36] !== 0 || (header[1]! & 0x80) === 0 || (header[1]! & 0x03) !== FULL_FEATURE_PHASE) return;
    for (const follower of Object.values(this.#followers)) {
      follower.headerDigest = this.#headerDigest;
      follower.dataDigest = this.#dataDigest;
    }
  }

  #isLogin(from: Side): boolean {
    return this.#followers[from].opcode === (from === 'initiator' ? Opcode.loginRequest : Opcode.loginResponse);
  }
}

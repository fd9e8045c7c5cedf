/**
 * What one initiator does differently from another, as data: which keys it offers in which order, how it numbers, and what it does when a connection is
 * lost. One file for each product; the mechanism is the same for all.
 */

/** A text key and its value. */
export type TextPair = readonly [key: string, value: string];

export interface InitiatorProfile {
  readonly name: string;
  /** ISID (RFC 7143 §11.12.5) of the session with this number, counted from 0: 6 bytes. */
  isid(session: number): Uint8Array;
  /** What is offered in the operational stage, in this order, when nothing else is wanted. */
  readonly normalKeys: readonly TextPair[];
  readonly discoveryKeys: readonly TextPair[];
  /** VersionMax, VersionMin, CID, the first CmdSN and how ITTs count are of the mechanism unless the product differs: see `Numbering`. */
  readonly numbering: Numbering;
  readonly recovery: Recovery;
}

export interface Numbering {
  readonly connectionId: number;
  /** CmdSN of the first Login Request. */
  readonly firstCmdSn: number;
  /** Initiator Task Tag of the Login Requests, and of the first command. */
  readonly loginTag: number;
  readonly firstTag: number;
}

/** What becomes of a session whose connection is lost. */
export interface Recovery {
  /** Between two attempts to log in again. */
  readonly reconnectEveryMs: number;
  /** How often that is tried; Infinity: for ever. */
  readonly attempts: number;
  /** How long commands are held meanwhile. After that they fail, and so do new ones (`device-gone`) until the session is back. */
  readonly holdMs: number;
  /** Pings (NOP-Out) of its own: how often, and how long an answer may take; none at all unless given. */
  readonly ping?: { readonly everyMs: number; readonly patienceMs: number };
}

/**
 * What one initiator does differently from another, as data: which keys it offers in which order, how it numbers, and what it does when a connection is
 * lost. One file for each product in `profiles/`; the mechanism is the same for all.
 */
import type { TextPair } from '../../wire/text.ts';

export type { TextPair } from '../../wire/text.ts';

/** What a login begins with (RFC 7143 §6.3); the values are whoever logs in, and where. */
export type IntroductionKey = 'InitiatorName' | 'InitiatorAlias' | 'TargetName' | 'SessionType';

export interface InitiatorProfile {
  readonly name: string;
  /** ISID (RFC 7143 §11.12.5): 6 bytes, of the session with this number, counted from 0, or of a discovery session. */
  isid(session: number | 'discovery', random: (length: number) => Uint8Array): Uint8Array;
  /** The first keys of the first request, in this order; those without a value are left out. */
  readonly introduction: readonly IntroductionKey[];
  /** The stage it begins with when nobody has to prove anything; in `security` it offers AuthMethod=None. */
  readonly firstStage: 'security' | 'operational';
  /** AuthMethod when CHAP is to be used. */
  readonly authMethodWithChap: string;
  /** CHAP_A, in this order (RFC 7143 §12.1.3): 5 MD5, 6 SHA-1, 7 SHA-256, 8 SHA3-256. */
  readonly chapAlgorithms: readonly number[];
  /** What is offered in the operational stage, in this order, when nothing else is wanted. */
  readonly normalKeys: readonly TextPair[];
  readonly discoveryKeys: readonly TextPair[];
  readonly numbering: Numbering;
  readonly recovery: Recovery;
}

export interface Numbering {
  readonly connectionId: number;
  /** CmdSN of the first Login Request. */
  readonly firstCmdSn: number;
  /** Initiator Task Tag of the Login Requests. */
  readonly loginTag: number;
  /** Of the first request after the login; each next one has one more. */
  readonly firstTag: number;
  /** The same in a discovery session. */
  readonly firstDiscoveryTag: number;
}

/** What becomes of a session whose connection is lost. */
export interface Recovery {
  /** Between two attempts to log in again. */
  readonly reconnectEveryMs: number;
  /** How often that is tried; Infinity: for ever. */
  readonly attempts: number;
  /** How long commands are held meanwhile. After that they fail, and so do new ones (`device-gone`) until the session is back. */
  readonly holdMs: number;
  /** How long the target may take to answer a login, a logout or a task management request. */
  readonly answerMs: number;
  /** What a command is ended with that was not answered in its time. If that has no effect either, the connection is given up. */
  readonly onTimeout: 'abort-task' | 'logical-unit-reset';
  /** Pings (NOP-Out) of its own: how often, and how long an answer may take; none at all unless given. */
  readonly ping?: { readonly everyMs: number; readonly patienceMs: number };
}

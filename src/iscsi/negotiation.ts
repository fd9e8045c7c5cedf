/**
 * Text negotiation (RFC 7143 §6.2): what the initiator offers, and what has been settled so far, give answers and a new state, or the failure
 * of the whole negotiation. Pure: `key-table.ts` says how each key behaves, the caller says in which stage of which session.
 *
 * A single inadmissible value is answered Reject and leaves the value that held before; speaking of a key twice, or of a key whose time is not
 * now, ends a login (§6.3).
 */
import type { TextPair } from '../wire/text.ts';
import { type AuthenticationKey, isKeyName, type KeyName, type KeyRow, type KeyValue, keyTable } from './key-table.ts';

export interface NegotiationState {
  /** What is settled or declared by the initiator; a key that is missing has its default. */
  readonly values: ReadonlyMap<KeyName, string>;
  /** The keys spoken of since this negotiation began. */
  readonly spoken: ReadonlySet<KeyName>;
}

export interface NegotiationCircumstances {
  readonly stage: 'security' | 'operational' | 'full-feature';
  readonly sessionType: 'normal' | 'discovery';
  /** What this side would have for each key that is negotiated. */
  readonly own: Readonly<Partial<Record<KeyName, string>>>;
  /** false: the login is of a further connection, or of a connection again, and what belongs to the session stands already. */
  readonly leading?: boolean;
}

export interface NegotiationStep {
  readonly state: NegotiationState;
  readonly replies: readonly TextPair[];
  /** Keys that ask for something instead of settling a value; the caller answers them. */
  readonly requests: readonly TextPair[];
  /** Keys by which the sides prove who they are; `authentication.ts` answers them. */
  readonly authentication: ReadonlyMap<AuthenticationKey, string>;
}
export interface NegotiationFailure {
  readonly failure: 'protocol-error';
  /** One sentence, without the values that were sent. */
  readonly problem: string;
}

/** A new negotiation; `values` are those that earlier ones settled. */
export const beginNegotiation = (values: ReadonlyMap<KeyName, string> = new Map()): NegotiationState => ({ values, spoken: new Set() });

/** The values that answer an offer and never make one (§6.2). */
const answers = new Set(['NotUnderstood', 'Irrelevant', 'Reject']);

export function negotiate(
  offered: readonly TextPair[],
  state: NegotiationState,
  circumstances: NegotiationCircumstances,
): NegotiationStep | NegotiationFailure {
  const values = new Map(state.values);
  const spoken = new Set(state.spoken);
  const replies: TextPair[] = [];
  const requests: TextPair[] = [];
  const authentication = new Map<AuthenticationKey, string>();

  for (const [key, value] of offered) {
    if (answers.has(value)) continue;
    if (!isKeyName(key)) {
      replies.push([key, 'NotUnderstood']);
      continue;
    }
    const row = keyTable[key];
    if (spoken.has(key)) return protocolError(`${key} was sent twice in one negotiation`);
    spoken.add(key);
    if (row.sender === 'target') return protocolError(`${key} is for the target to send`);
    if (!mayBeSent(row, circumstances.stage)) {
      if (circumstances.stage !== 'full-feature')
        return protocolError(`${key} may not be sent in the ${circumstances.stage} stage of a login`);
      replies.push([key, 'Reject']);
      continue;
    }
    if (isAuthenticationKey(key)) {
      authentication.set(key, value);
      continue;
    }
    if (row.use === 'LO' && circumstances.leading === false) {
      // Who says again what it is, says nothing new; there is nothing else about a session that a second login could settle.
      if (row.value.kind !== 'text-declaration') replies.push([key, 'Reject']);
      continue;
    }
    if (row.irrelevantInDiscovery && circumstances.sessionType === 'discovery') {
      replies.push([key, 'Irrelevant']);
      continue;
    }
    if (row.value.kind === 'request') {
      requests.push([key, value]);
      continue;
    }
    if (row.value.kind === 'obsolete') {
      replies.push([key, row.value.answer]);
      continue;
    }
    const result = resultOf(row.value, value, circumstances.own[key] ?? row.default ?? '');
    if (result === undefined) {
      // A declaration has no answer that could refuse it; in a login the key's place there is that of this side's own declaration.
      if (row.value.kind === 'number-declaration') return protocolError(`the value of ${key} is out of its range`);
      replies.push([key, 'Reject']);
      continue;
    }
    values.set(key, result);
    if (row.value.kind !== 'number-declaration' && row.value.kind !== 'text-declaration') replies.push([key, result]);
  }
  return { state: { values, spoken }, replies: withinBurst(replies, values), requests, authentication };
}

/** The first burst is part of a burst and no longer than one (§13.14), in whatever order the two were spoken of. */
function withinBurst(replies: readonly TextPair[], values: Map<KeyName, string>): readonly TextPair[] {
  const longest = values.get('MaxBurstLength');
  if (longest === undefined || Number(values.get('FirstBurstLength') ?? 0) <= Number(longest)) return replies;
  values.set('FirstBurstLength', longest);
  return replies.map(([key, value]) => [key, key === 'FirstBurstLength' ? longest : value]);
}

/** What two values of a key come to, or what a declaration declares; undefined when the offered one is inadmissible. */
export function resultOf(value: KeyValue, offered: string, own: string): string | undefined {
  switch (value.kind) {
    case 'boolean': {
      if (offered !== 'Yes' && offered !== 'No') return undefined;
      const both = offered === 'Yes' && own === 'Yes';
      const either = offered === 'Yes' || own === 'Yes';
      return (value.result === 'and' ? both : either) ? 'Yes' : 'No';
    }
    case 'numerical': {
      const number = numberWithin(offered, value.range);
      if (number === undefined) return undefined;
      return String(value.result === 'minimum' ? Math.min(number, Number(own)) : Math.max(number, Number(own)));
    }
    case 'list':
      return offered.split(',').find((candidate) => value.supported.includes(candidate));
    case 'number-declaration': {
      const number = numberWithin(offered, value.range);
      return number === undefined ? undefined : String(number);
    }
    case 'text-declaration':
      return offered;
    case 'request':
    case 'authentication':
    case 'obsolete':
      return undefined;
  }
}

/** A decimal or hexadecimal constant (§6.1). */
export function numberWithin(text: string, [from, to]: readonly [number, number]): number | undefined {
  if (!/^(0|[1-9]\d*|0[xX][0-9a-fA-F]+)$/.test(text)) return undefined;
  const number = Number(text);
  return number >= from && number <= to ? number : undefined;
}

function mayBeSent(row: KeyRow, stage: NegotiationCircumstances['stage']): boolean {
  if (stage === 'full-feature') return row.use === 'FFPO' || row.use === 'ALL';
  return row.use !== 'FFPO' && (row.stage === stage || row.stage === 'either');
}

const isAuthenticationKey = (key: KeyName): key is AuthenticationKey => keyTable[key].value.kind === 'authentication';

const protocolError = (problem: string): NegotiationFailure => ({ failure: 'protocol-error', problem });

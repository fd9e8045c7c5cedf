/**
 * What RFC 7143 §6.2, §12 and §13 say a login comes to, key by key, as a second opinion on the target: an answer to each offer, the values that
 * hold afterwards, or the failure of the login. It knows of a target only what a target is free to choose, `own`.
 */
import type { Limits } from './demand.ts';
import type { Digests } from './digest.ts';
import type { Pairs } from './text-pairs.ts';

type Rule =
  | { readonly kind: 'boolean'; readonly result: 'and' | 'or' }
  | { readonly kind: 'number'; readonly result: 'minimum' | 'maximum'; readonly from: number; readonly to: number }
  | { readonly kind: 'list' }
  | { readonly kind: 'declared-number'; readonly from: number; readonly to: number }
  | { readonly kind: 'declared-text' }
  /** Only ever answered with this (§13.25). */
  | { readonly kind: 'former'; readonly answer: string }
  /** The target's to send (§13.9), or not of a login (§13.3). */
  | { readonly kind: 'out-of-place' };

interface Row {
  readonly rule: Rule;
  /** SNP beside the login's operational stage, where the key may go into the security stage; `only`: nowhere else (§12). */
  readonly security?: 'too' | 'only';
  /** "Irrelevant when: SessionType=Discovery". */
  readonly normalOnly?: true;
}

const longest = 2 ** 24 - 1;
const boolean = (result: 'and' | 'or'): Row => ({ rule: { kind: 'boolean', result }, normalOnly: true });
const number = (result: 'minimum' | 'maximum', from: number, to: number): Row => ({ rule: { kind: 'number', result, from, to } });

export const rows: Readonly<Record<string, Row>> = {
  AuthMethod: { rule: { kind: 'list' }, security: 'only' },
  HeaderDigest: { rule: { kind: 'list' } },
  DataDigest: { rule: { kind: 'list' } },
  MaxConnections: { ...number('minimum', 1, 65_535), normalOnly: true },
  SendTargets: { rule: { kind: 'out-of-place' } },
  TargetAlias: { rule: { kind: 'out-of-place' } },
  TargetAddress: { rule: { kind: 'out-of-place' } },
  TargetPortalGroupTag: { rule: { kind: 'out-of-place' } },
  InitiatorAlias: { rule: { kind: 'declared-text' }, security: 'too' },
  InitialR2T: boolean('or'),
  ImmediateData: boolean('and'),
  MaxRecvDataSegmentLength: { rule: { kind: 'declared-number', from: 512, to: longest } },
  MaxBurstLength: { ...number('minimum', 512, longest), normalOnly: true },
  FirstBurstLength: { ...number('minimum', 512, longest), normalOnly: true },
  DefaultTime2Wait: number('maximum', 0, 3600),
  DefaultTime2Retain: number('minimum', 0, 3600),
  MaxOutstandingR2T: { ...number('minimum', 1, 65_535), normalOnly: true },
  DataPDUInOrder: boolean('or'),
  DataSequenceInOrder: boolean('or'),
  ErrorRecoveryLevel: number('minimum', 0, 2),
  TaskReporting: { rule: { kind: 'list' }, normalOnly: true },
  iSCSIProtocolLevel: { ...number('minimum', 0, 31), normalOnly: true },
  OFMarker: { rule: { kind: 'former', answer: 'No' } },
  IFMarker: { rule: { kind: 'former', answer: 'No' } },
  OFMarkInt: { rule: { kind: 'former', answer: 'Reject' } },
  IFMarkInt: { rule: { kind: 'former', answer: 'Reject' } },
};

/** What a target brings: a value for each key that is negotiated, and for a list all it has. */
export type OwnSide = Readonly<Record<string, string>> & { readonly MaxRecvDataSegmentLength: string };

export interface OfferedRequest {
  readonly stage: 'security' | 'operational';
  readonly pairs: Pairs;
}

export type Expectation =
  /** The request that ends the login, counted from 0, and the details of class 2 that fit: one for each mistake in it (§11.13.5). */
  | { readonly failsAt: number; readonly statusDetails: readonly number[] }
  | {
      /** For each request. */
      readonly answers: readonly Pairs[];
      readonly limits: Limits;
      readonly digests: Digests;
    };

const initiatorError = 0x00;
const authenticationFailure = 0x01;

/** `requests` without the pairs that say who calls whom. */
export function expectationOf(requests: readonly OfferedRequest[], own: OwnSide, discovery: boolean): Expectation {
  const spoken = new Set<string>();
  const settled = new Map<string, string>();
  const answers: Pairs[] = [];
  let introduced = false;
  for (const [index, { stage, pairs }] of requests.entries()) {
    const said: [string, string][] = [];
    const mistakes: number[] = [];
    if (index === 0 && !discovery) said.push(['TargetPortalGroupTag', '1']);
    for (const [key, offered] of pairs) {
      const row = rows[key];
      if (row === undefined) {
        said.push([key, 'NotUnderstood']);
        continue;
      }
      const misplaced = stage === 'security' ? row.security === undefined : row.security === 'only';
      if (spoken.has(key) || misplaced || row.rule.kind === 'out-of-place') {
        mistakes.push(initiatorError);
        continue;
      }
      spoken.add(key);
      if (row.normalOnly && discovery) {
        said.push([key, 'Irrelevant']);
        continue;
      }
      const result = resultOf(row.rule, offered, own[key]);
      if (result === undefined && row.rule.kind === 'declared-number') mistakes.push(initiatorError);
      if (result === undefined && key === 'AuthMethod') mistakes.push(authenticationFailure);
      if (result !== undefined) settled.set(key, result);
      if (!row.rule.kind.startsWith('declared')) said.push([key, result ?? 'Reject']);
    }
    if (mistakes.length > 0) return { failsAt: index, statusDetails: mistakes };
    if (stage === 'operational' && !introduced) {
      said.push(['MaxRecvDataSegmentLength', own.MaxRecvDataSegmentLength]);
      introduced = true;
    }
    answers.push(said.map(([key, value]) => [key, key === 'FirstBurstLength' ? withinBurst(value, settled) : value]));
  }
  return { answers, ...resultsOf(settled, own, introduced) };
}

/** §13.14: the first burst does not exceed a burst. */
const withinBurst = (first: string, settled: ReadonlyMap<string, string>): string =>
  Number(first) > Number(settled.get('MaxBurstLength') ?? longest) ? settled.get('MaxBurstLength')! : first;

/** §6.2.1, §6.2.2; undefined where the offered value is none of the key's. */
function resultOf(rule: Rule, offered: string, own = ''): string | undefined {
  switch (rule.kind) {
    case 'boolean': {
      if (offered !== 'Yes' && offered !== 'No') return undefined;
      const [a, b] = [offered === 'Yes', own === 'Yes'];
      return (rule.result === 'and' ? a && b : a || b) ? 'Yes' : 'No';
    }
    case 'number': {
      const value = numberOf(offered, rule);
      if (value === undefined) return undefined;
      return String(rule.result === 'minimum' ? Math.min(value, Number(own)) : Math.max(value, Number(own)));
    }
    case 'declared-number': {
      const value = numberOf(offered, rule);
      return value === undefined ? undefined : String(value);
    }
    case 'list': {
      const has = own.split(',');
      return offered.split(',').find((member) => has.includes(member));
    }
    case 'declared-text':
      return offered;
    case 'former':
      return rule.answer;
    case 'out-of-place':
      return undefined;
  }
}

/** §6.1: a decimal constant without leading zeros, or a hexadecimal one. */
function numberOf(text: string, { from, to }: { readonly from: number; readonly to: number }): number | undefined {
  const digits = [...text];
  const isDecimal =
    digits.length > 0 && digits.every((digit) => digit >= '0' && digit <= '9') && (digits[0] !== '0' || digits.length === 1);
  const isHexadecimal = /^0[xX][0-9a-fA-F]+$/.test(text);
  if (!isDecimal && !isHexadecimal) return undefined;
  const value = Number.parseInt(text, isHexadecimal ? 16 : 10);
  return value >= from && value <= to ? value : undefined;
}

function resultsOf(settled: ReadonlyMap<string, string>, own: OwnSide, declared: boolean): { limits: Limits; digests: Digests } {
  // The defaults of §13.
  const value = (key: string, otherwise: string): string => settled.get(key) ?? otherwise;
  const maxBurstLength = Number(value('MaxBurstLength', '262144'));
  return {
    limits: {
      maxRecvDataSegmentLength: Number(value('MaxRecvDataSegmentLength', '8192')),
      targetMaxRecvDataSegmentLength: declared ? Number(own.MaxRecvDataSegmentLength) : 8192,
      maxBurstLength,
      firstBurstLength: Math.min(Number(value('FirstBurstLength', '65536')), maxBurstLength),
      maxOutstandingR2T: Number(value('MaxOutstandingR2T', '1')),
      initialR2T: value('InitialR2T', 'Yes') === 'Yes',
      immediateData: value('ImmediateData', 'Yes') === 'Yes',
    },
    digests: { header: value('HeaderDigest', 'None') === 'CRC32C', data: value('DataDigest', 'None') === 'CRC32C' },
  };
}

/**
 * Logging in (RFC 7143 §6.3): one request at a time in raw control, and the whole of a usual login, whose answers become the limits that
 * the target has to keep.
 */
import { authenticate, type ChapOptions } from './chap.ts';
import type { Connection } from './connection.ts';
import { defaultLimits, type Limits } from './demand.ts';
import type { Digests } from './digest.ts';
import type { Received, Request } from './pdu-table.ts';
import { decodeText, encodeText, type Pairs, pairValue } from './text-pairs.ts';

export const stage = { security: 0, operational: 1, fullFeature: 3 } as const;

export interface LoginOptions {
  readonly initiatorName?: string;
  readonly targetName?: string;
  readonly discovery?: boolean;
  /** What is offered in the operational stage, over and instead of nothing. */
  readonly offers?: Readonly<Record<string, string>>;
  /** `both`: by way of the security stage. `operational`: straight to it. */
  readonly stages?: 'both' | 'operational';
  /** By what the initiator proves itself; AuthMethod=None unless given. */
  readonly chap?: ChapOptions;
  readonly isid?: number;
  readonly tsih?: number;
  readonly cid?: number;
  readonly cmdSn?: number;
  /** What the session of that TSIH has agreed on already, of which a further login negotiates what is the connection's alone (§13: LO). */
  readonly agreed?: Limits;
}

export interface LoginOutcome {
  readonly statusClass: number;
  readonly statusDetail: number;
  readonly tsih: number;
  readonly cid: number;
  /** All that the target said, in all stages. */
  readonly pairs: Pairs;
}

/** OUI format (§11.12.5), distinct for every login of a process, so that no session is reinstated unless a test means it. */
let sessions = 0;
export const newIsid = (): number => 0x0002_3d00_0000 + ++sessions;

export const initiatorName = 'iqn.2026-11.local.conformance:initiator';

/** What a usual host offers, in a form short enough to read. */
const usualOffers: Readonly<Record<string, string>> = {
  HeaderDigest: 'None',
  DataDigest: 'None',
  InitialR2T: 'No',
  ImmediateData: 'Yes',
  MaxRecvDataSegmentLength: '65536',
  MaxBurstLength: '262144',
  FirstBurstLength: '65536',
  MaxOutstandingR2T: '1',
  DefaultTime2Wait: '2',
  DefaultTime2Retain: '0',
  ErrorRecoveryLevel: '0',
};

/** What it offers when the session is there already. */
const usualConnectionOffers: Readonly<Record<string, string>> = {
  HeaderDigest: 'None',
  DataDigest: 'None',
  MaxRecvDataSegmentLength: '65536',
};

/** The pairs that say who calls whom (§6.3.1). */
export function identification(options: LoginOptions): Pairs {
  const name = ['InitiatorName', options.initiatorName ?? initiatorName] as const;
  if (options.discovery) return [name, ['SessionType', 'Discovery']];
  return [name, ['SessionType', 'Normal'], ...(options.targetName === undefined ? [] : [['TargetName', options.targetName] as const])];
}

export type LoginFields = Partial<Request<'login-request'>> & { readonly pairs?: Pairs };

/** Sends one Login Request; what is left out is that of a first request in the operational stage that asks for nothing. */
export function exchange(connection: Connection, fields: LoginFields): Promise<Received<'login-response'>> {
  const { pairs = [], ...rest } = fields;
  connection.send({
    kind: 'login-request',
    immediate: true,
    currentStage: stage.operational,
    initiatorTaskTag: 1,
    cmdSn: 1,
    expStatSn: connection.conduct.expStatSn ?? 0,
    data: encodeText(pairs),
    ...rest,
  });
  return connection.receive('login-response');
}

/** The same, where the response is whole text. */
export async function loginStep(connection: Connection, fields: LoginFields): Promise<Received<'login-response'> & { pairs: Pairs }> {
  const response = await exchange(connection, fields);
  return { ...response, pairs: decodeText(response.data) };
}

/** A whole login up to full feature phase, or to the first answer that is a failure. */
export async function logIn(connection: Connection, options: LoginOptions): Promise<LoginOutcome> {
  const session = {
    isid: options.isid ?? newIsid(),
    tsih: options.tsih ?? 0,
    cid: options.cid ?? 0,
    cmdSn: options.cmdSn ?? 1,
  };
  const offers: Pairs = Object.entries(options.offers ?? (session.tsih === 0 ? usualOffers : usualConnectionOffers));
  const said: (readonly [string, string])[] = [];
  const outcome = ({ statusClass, statusDetail, tsih }: Received<'login-response'>): LoginOutcome => ({
    statusClass,
    statusDetail,
    tsih,
    cid: session.cid,
    pairs: said,
  });
  let first = identification(options);
  if (options.stages !== 'operational') {
    const say = async (pairs: Pairs, transit: boolean) => {
      const fields = { ...session, transit, currentStage: stage.security, nextStage: transit ? stage.operational : 0, pairs };
      const answer = await loginStep(connection, fields);
      said.push(...answer.pairs);
      return answer;
    };
    const { chap } = options;
    let answer = await say([...first, ['AuthMethod', chap?.methods ?? (chap ? 'CHAP' : 'None')]], chap === undefined);
    if (chap !== undefined && answer.statusClass === 0)
      answer = pairValue(answer.pairs, 'AuthMethod') === 'CHAP' ? await authenticate(say, chap) : await say([], true);
    if (answer.statusClass !== 0) return outcome(answer);
    if (!answer.transit) throw new Error('the target does not leave the security stage');
    first = [];
  }
  const answer = await loginStep(connection, { ...session, transit: true, nextStage: stage.fullFeature, pairs: [...first, ...offers] });
  said.push(...answer.pairs);
  if (answer.statusClass === 0) {
    if (!answer.transit) throw new Error('the target does not leave the operational stage');
    connection.conduct.limits = limitsOf(offers, said, options.agreed);
    connection.digests = digestsOf(said);
  }
  return outcome(answer);
}

/** What offers and answers come to: each side's own MaxRecvDataSegmentLength, and for the rest what the target answered (§6.2). */
export function limitsOf(offered: Pairs, answered: Pairs, agreed: Limits = defaultLimits): Limits {
  const answerTo = (key: string): string | undefined => {
    const value = pairValue(answered, key);
    return value === 'Reject' ? undefined : value;
  };
  const number = (value: string | undefined, otherwise: number): number => (value === undefined ? otherwise : Number(value));
  const yes = (key: string, otherwise: boolean): boolean => (answerTo(key) ?? (otherwise ? 'Yes' : 'No')) === 'Yes';
  const maxBurstLength = number(answerTo('MaxBurstLength'), agreed.maxBurstLength);
  return {
    maxRecvDataSegmentLength: number(pairValue(offered, 'MaxRecvDataSegmentLength'), defaultLimits.maxRecvDataSegmentLength),
    targetMaxRecvDataSegmentLength: number(answerTo('MaxRecvDataSegmentLength'), defaultLimits.targetMaxRecvDataSegmentLength),
    maxBurstLength,
    firstBurstLength: Math.min(number(answerTo('FirstBurstLength'), agreed.firstBurstLength), maxBurstLength),
    maxOutstandingR2T: number(answerTo('MaxOutstandingR2T'), agreed.maxOutstandingR2T),
    initialR2T: yes('InitialR2T', agreed.initialR2T),
    immediateData: yes('ImmediateData', agreed.immediateData),
  };
}

/** What the target has chosen: None where it was not asked (§13.1). */
export function digestsOf(answered: Pairs): Digests {
  const chosen = (key: string): boolean => (pairValue(answered, key) ?? 'None') === 'CRC32C';
  return { header: chosen('HeaderDigest'), data: chosen('DataDigest') };
}

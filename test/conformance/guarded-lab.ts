/**
 * A lab that has initiators prove themselves, each in another way by its name, and a login's security stage in raw control (RFC 7143 §12.1).
 */
import { expect } from 'vitest';
import { type ChapIdentity, challengeOf } from './chap.ts';
import type { Connection } from './connection.ts';
import { type LabUnderTest, shelf, tape } from './lab-under-test.ts';
import { identification, type LoginFields, loginStep, newIsid, stage } from './login.ts';
import type { Received } from './pdu-table.ts';
import { type Pairs, pairValue } from './text-pairs.ts';

export const host = (name: string): string => `iqn.2026-11.local.conformance:${name}`;

/** Told to prove itself under a name of its own. */
export const demanded: ChapIdentity = { name: 'host one', secret: 'a secret of host' };
/** Told to prove itself under its iSCSI name. */
export const named: ChapIdentity = { name: host('named'), secret: 'grüße-aus-köln' };
export const optional: ChapIdentity = { name: 'maybe', secret: 'perhaps, perhaps' };
export const finder: ChapIdentity = { name: 'finder', secret: 'seek and you may' };
export const tapeItself: ChapIdentity = { name: 'the tape', secret: 'tape for certain' };
export const labItself: ChapIdentity = { name: 'the lab', secret: 'lab for certain!' };
export const secrets = [demanded, named, optional, finder, tapeItself, labItself].map(({ secret }) => secret);

const chap = ({ name, secret }: ChapIdentity): string => `name: ${JSON.stringify(name)}, secret: ${JSON.stringify(secret)}`;
export const configuration = `
drives:
  tape: { model: lto-8, serial: CONFORM001, cartridge: CNF001L8 }
  small: { model: lto-8, serial: CONFORM002 }
targets:
  ${tape}:
    luns: { 0: tape }
    access:
      - { initiators: "${host('demanded')}", chap: { ${chap(demanded)} } }
      - { initiators: "${host('named')}", chap: { secret: ${JSON.stringify(named.secret)} } }
      - { initiators: "${host('optional')}", chap: { ${chap(optional)}, optional: true } }
      - { initiators: "${host('open')}" }
    chap: { ${chap(tapeItself)} }
  ${shelf}:
    luns: { 0: small }
    access:
      - { initiators: "${host('demanded')}", chap: { ${chap(demanded)} } }
      - { initiators: "${host('finder')}" }
discovery:
  access:
    - { initiators: "${host('finder')}", chap: { ${chap(finder)} } }
    - { initiators: [ "${host('open')}", "${host('demanded')}" ] }
  chap: { ${chap(labItself)} }
`;

export type Answer = Received<'login-response'> & { readonly pairs: Pairs };

export interface Who {
  /** The last part of the initiator's name. */
  readonly who?: string;
  readonly targetName?: string;
  readonly discovery?: boolean;
  readonly isid?: number;
}

/** One login in its security stage, request by request. */
export class Security {
  readonly connection: Connection;
  readonly #isid: number;
  #first: Pairs;

  static async begin(
    lab: LabUnderTest,
    { who = 'demanded', targetName = tape, discovery = false, isid = newIsid() }: Who = {},
  ): Promise<Security> {
    const names = { initiatorName: host(who), ...(discovery ? { discovery } : { targetName }) };
    return new Security(await lab.connect(), isid, identification(names));
  }

  constructor(connection: Connection, isid: number, first: Pairs) {
    this.connection = connection;
    this.#isid = isid;
    this.#first = first;
  }

  say(pairs: Pairs, fields: LoginFields = {}): Promise<Answer> {
    const nextStage = fields.transit ? stage.operational : stage.security;
    const all = [...this.#first, ...pairs];
    this.#first = [];
    return loginStep(this.connection, { isid: this.#isid, currentStage: stage.security, nextStage, pairs: all, ...fields });
  }

  /** Up to the target's challenge. */
  async challenged(list = '5'): Promise<ReturnType<typeof challengeOf>> {
    expect(pairValue((await this.say([['AuthMethod', 'CHAP']])).pairs, 'AuthMethod')).toBe('CHAP');
    return challengeOf((await this.say([['CHAP_A', list]])).pairs);
  }
}

/** A refusal tells nothing but its status, and the connection ends. */
export async function expectRefused(answer: Answer, { connection }: Security, details: readonly number[] = [0x01]): Promise<void> {
  expect(answer).toMatchObject({ statusClass: 2, transit: false, pairs: [] });
  expect(details).toContain(answer.statusDetail);
  await connection.closed();
}

/** What breaks the rules may be told "initiator error" as well as "authentication failure". */
export const eitherWay = [0x00, 0x01];

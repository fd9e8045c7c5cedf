/**
 * What SPC-4 §5.13 says of persistent reservations, told again as plainly as it goes: rows of a table, looked through from the top each time. It
 * shares nothing with the product, and answers in the words of the tests' summaries.
 */
export interface Host {
  readonly initiator: string;
  readonly port: 1 | 2;
}

export interface Row extends Host {
  key: bigint;
}

export const conflict = 'RESERVATION CONFLICT';
const wrong = (at: string): string => `CHECK CONDITION 5 26/00 in list ${at}`;

const same = (a: Host, b: Host): boolean => a.initiator === b.initiator && a.port === b.port;
const isAll = (type: number): boolean => type === 7 || type === 8;
const isShared = (type: number): boolean => type >= 5;
const isAccess = (type: number): boolean => type === 3 || type === 6 || type === 8;
const known = [1, 3, 5, 6, 7, 8];

export interface Keys {
  readonly key: bigint;
  readonly action: bigint;
}

export class PlainPersistentReservations {
  rows: Row[] = [];
  type = 0;
  /** Undefined with a type: all of them. */
  holder: Host | undefined;
  generation = 0;
  persist = false;
  /** By RESERVE. */
  reserved: Host | undefined;
  readonly told: { host: Host; code: string }[] = [];

  find = (host: Host): Row | undefined => this.rows.find((row) => same(row, host));

  isHolder(host: Host): boolean {
    if (this.type === 0) return false;
    return isAll(this.type) ? this.find(host) !== undefined : same(this.holder!, host);
  }

  register(
    by: Host,
    keys: Keys,
    options: { ignore: boolean; all: boolean; persist: boolean; ports: readonly string[] | undefined },
  ): string {
    if (this.reserved) return conflict;
    const { ignore, all, persist, ports } = options;
    if (!ignore && (this.find(by)?.key ?? 0n) !== keys.key) return conflict;
    if (ports !== undefined && (ignore || this.find(by) !== undefined)) return wrong('20.3');
    const targets: (1 | 2)[] = all ? [1, 2] : [by.port];
    const asked = targets.map((port) => ({ initiator: by.initiator, port }));
    if (ports !== undefined && keys.action !== 0n) {
      for (const [index, initiator] of ports.entries()) {
        if (initiator === by.initiator) continue;
        const hosts = targets.map((port) => ({ initiator, port }));
        if (hosts.some((host) => this.find(host) !== undefined)) return wrong(`${28 + index * 44}.7`);
        asked.push(...hosts);
      }
    }
    // As if each had been asked for alone.
    for (const host of asked.filter(({ initiator }) => initiator === by.initiator))
      if (!ignore && (this.find(host)?.key ?? 0n) !== keys.key) return conflict;
    if (keys.action === 0n && asked.every((host) => this.find(host) === undefined)) return 'GOOD';
    this.persist = persist;
    this.generation++;
    const { type } = this;
    for (const host of asked) {
      const row = this.find(host);
      if (keys.action === 0n) this.#remove([host]);
      else if (row !== undefined) row.key = keys.action;
      else this.rows.push({ ...host, key: keys.action });
    }
    if (this.type === 0 && isShared(type)) this.#tellOthers(by, '2a/04');
    return 'GOOD';
  }

  reserve(by: Host, { key }: Keys, scope: number, type: number): string {
    if (this.#isStranger(by, key)) return conflict;
    if (scope !== 0) return 'CHECK CONDITION 5 24/00 in cdb 2.7';
    if (!known.includes(type)) return 'CHECK CONDITION 5 24/00 in cdb 2.3';
    if (this.type !== 0) return this.isHolder(by) && this.type === type ? 'GOOD' : conflict;
    this.#reserveFor(by, type);
    return 'GOOD';
  }

  release(by: Host, { key }: Keys, scope: number, type: number): string {
    if (this.#isStranger(by, key)) return conflict;
    if (scope !== 0) return 'CHECK CONDITION 5 24/00 in cdb 2.7';
    if (!this.isHolder(by)) return 'GOOD';
    if (type !== this.type) return 'CHECK CONDITION 5 26/04';
    if (isShared(type)) this.#tellOthers(by, '2a/04');
    this.type = 0;
    this.holder = undefined;
    return 'GOOD';
  }

  clear(by: Host, { key }: Keys): string {
    if (this.#isStranger(by, key)) return conflict;
    this.#tellOthers(by, '2a/03');
    this.rows = [];
    this.type = 0;
    this.holder = undefined;
    this.generation++;
    return 'GOOD';
  }

  preempt(by: Host, { key, action }: Keys, scope: number, type: number): string {
    if (this.#isStranger(by, key)) return conflict;
    const there = this.type !== 0;
    const all = there && isAll(this.type);
    if (there && !all && action === 0n) return wrong('8.7');
    const takes = there && (all ? action === 0n : this.find(this.holder!)!.key === action);
    if (takes && scope !== 0) return 'CHECK CONDITION 5 24/00 in cdb 2.7';
    if (takes && !known.includes(type)) return 'CHECK CONDITION 5 24/00 in cdb 2.3';
    const named = this.rows.filter((row) => (takes && action === 0n) || row.key === action);
    if (named.length === 0) return conflict;
    this.generation++;
    const gone = takes ? named.filter((row) => !same(row, by)) : named;
    for (const host of gone) if (!same(host, by)) this.told.push({ host, code: '2a/05' });
    const before = this.type;
    this.#remove(gone);
    if (!takes) return 'GOOD';
    this.#reserveFor(by, type);
    if (type !== before) this.#tellOthers(by, '2a/04');
    return 'GOOD';
  }

  move(by: Host, { key, action }: Keys, to: Host & { port: number }, options: { unregister: boolean; persist: boolean }): string {
    if (this.#isStranger(by, key)) return conflict;
    if (this.type === 0) return 'CHECK CONDITION 5 24/00 in cdb 1.4';
    if (isAll(this.type) || !this.isHolder(by)) return conflict;
    if (action === 0n) return wrong('8.7');
    if (to.port < 1 || to.port > 2) return wrong('18.7');
    if (to.initiator === by.initiator) return wrong('24.7');
    this.generation++;
    this.persist = options.persist;
    const row = this.find(to);
    if (row === undefined) this.rows.push({ initiator: to.initiator, port: to.port, key: action });
    else row.key = action;
    this.holder = { initiator: to.initiator, port: to.port };
    if (options.unregister) this.#remove([by]);
    return 'GOOD';
  }

  reserve6(by: Host): string {
    if (this.reserved !== undefined && !same(this.reserved, by)) return conflict;
    if (this.rows.length === 0) this.reserved = by;
    else if (!this.#isSpared(by)) return conflict;
    return 'GOOD';
  }

  release6(by: Host): string {
    if (this.rows.length > 0) return this.#isSpared(by) ? 'GOOD' : conflict;
    if (this.reserved !== undefined && same(this.reserved, by)) this.reserved = undefined;
    return 'GOOD';
  }

  lose(host: Host): void {
    if (this.reserved !== undefined && same(this.reserved, host)) this.reserved = undefined;
  }

  powerOn(): void {
    this.generation = 0;
    this.reserved = undefined;
    if (this.persist) return;
    this.rows = [];
    this.type = 0;
    this.holder = undefined;
  }

  /** Whether a command is a conflict: INQUIRY's kind, TEST UNIT READY, MODE SENSE's kind, MODE SELECT's kind. */
  meets(host: Host, kind: 'allowed' | 'tests' | 'reads' | 'writes'): boolean {
    if (kind === 'allowed') return false;
    if (this.reserved !== undefined && !same(this.reserved, host)) return true;
    if (kind === 'tests' || this.type === 0 || this.isHolder(host)) return false;
    if (isShared(this.type) && this.find(host) !== undefined) return false;
    return kind === 'writes' || isAccess(this.type);
  }

  #isStranger(by: Host, key: bigint): boolean {
    return this.reserved !== undefined || this.find(by)?.key !== key;
  }

  #isSpared(host: Host): boolean {
    return this.type !== 0 && (this.isHolder(host) || (isShared(this.type) && this.find(host) !== undefined));
  }

  #reserveFor(by: Host, type: number): void {
    this.type = type;
    this.holder = isAll(type) ? undefined : by;
  }

  #remove(hosts: readonly Host[]): void {
    this.rows = this.rows.filter((row) => !hosts.some((host) => same(host, row)));
    const { holder } = this;
    const lost = holder === undefined ? this.rows.length === 0 : hosts.some((host) => same(host, holder));
    if (!lost) return;
    this.type = 0;
    this.holder = undefined;
  }

  #tellOthers(by: Host, code: string): void {
    for (const row of this.rows) if (!same(row, by)) this.told.push({ host: row, code });
  }
}

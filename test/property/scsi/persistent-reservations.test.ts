/**
 * Persistent reservations against a plain model of them: four nexuses, of which two share an initiator port, say whatever PERSISTENT RESERVE OUT,
 * RESERVE and RELEASE can be said to, with right and wrong keys, through lost nexuses and power cycles. After every step the answers, what READ
 * KEYS, READ RESERVATION, READ FULL STATUS and REPORT CAPABILITIES return, the unit attentions and what commands of each kind meet are the model's.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { volatileMemory } from '../../../src/scsi/nonvolatile-memory.ts';
import type { Nexus } from '../../../src/scsi/target.ts';
import { FakeDevice, nexus, run, senseSummary, targetPorts } from '../../unit/scsi/fake-device.ts';
import { conflict, type Host, type Keys, PlainPersistentReservations } from './plain-persistent-reservations.ts';

const hosts: readonly Host[] = [
  { initiator: 'alice', port: 1 },
  { initiator: 'alice', port: 2 },
  { initiator: 'bobby', port: 1 },
  { initiator: 'carol', port: 1 },
];
/** `diana` never comes; all names are of one length, so that TransportIDs are. */
const initiators = ['alice', 'bobby', 'carol', 'diana'];
const nexusOf = ({ initiator, port }: Host): Nexus => nexus(initiator, targetPorts[port - 1]!);
const TRANSPORT_ID_BYTES = 44;

/** Somebody, or whoever has something to lose: the holder of the reservation, or the first that is registered. */
const host = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...hosts) }, { weight: 2, arbitrary: fc.constant('holder' as const) });
const key = fc.constantFrom(0n, 1n, 2n, 3n, 0xfedc_ba98_7654_3210n);
/** That of the reservation there is, or any. */
const type = fc.oneof(fc.constant('same' as const), fc.constantFrom(1, 3, 5, 6, 7, 8, 1, 3, 5, 6, 7, 8, 0, 2, 9));
const scope = fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1);
/** The RESERVATION KEY is mostly the right one. */
const own = fc.oneof({ weight: 5, arbitrary: fc.constant('own' as const) }, { weight: 1, arbitrary: key });
const flags = { persist: fc.boolean(), all: fc.boolean() };
const ports = fc.option(fc.array(fc.constantFrom(...initiators), { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 3 });

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      say: fc.constantFrom('register' as const, 'ignore' as const),
      by: fc.constantFrom(...hosts, 'holder' as const),
      own,
      key: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(1n, 2n, 3n) }, { weight: 1, arbitrary: key }),
      ports,
      ...flags,
    }),
  },
  {
    weight: 14,
    arbitrary: fc.record({
      say: fc.constantFrom(
        'reserve' as const,
        'reserve' as const,
        'release' as const,
        'preempt' as const,
        'abort' as const,
        'preempt' as const,
        'clear' as const,
      ),
      by: host,
      own,
      key,
      scope,
      type,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      say: fc.constant('move' as const),
      by: host,
      own,
      key,
      to: fc.constantFrom(...initiators),
      port: fc.constantFrom(1, 2, 1, 2, 1, 2, 0, 3),
      unregister: fc.boolean(),
      persist: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ say: fc.constantFrom('reserve6' as const, 'release6' as const, 'lose' as const), by: host }) },
  { weight: 1, arbitrary: fc.record({ say: fc.constantFrom('power cycle' as const, 'restart' as const, 'reset' as const), by: host }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
/** By somebody in particular. */
type Said<S = Step> = S extends { type: unknown }
  ? Omit<S, 'by' | 'type'> & { readonly by: Host; readonly type: number }
  : S extends Step
    ? Omit<S, 'by'> & { readonly by: Host }
    : never;

const hex = (value: number | bigint, bytes: number): string => value.toString(16).padStart(bytes * 2, '0');

function transportId(initiator: string): string {
  const name = Buffer.from(`iqn.2026-11.test:${initiator},i,0x00023d000001`);
  const padded = Buffer.concat([name, Buffer.alloc(TRANSPORT_ID_BYTES - 4 - name.length)]);
  return `4500${hex(padded.length, 2)}${padded.toString('hex')}`;
}

const codes = { register: 0, reserve: 1, release: 2, clear: 3, preempt: 4, abort: 5, ignore: 6, move: 7 } as const;

/** The command of a step as bytes. */
function persistentReserveOut(of: Extract<Said, { own: unknown }>, keys: Keys): { cdb: string; data: Uint8Array } {
  const both = hex(keys.key, 8) + hex(keys.action, 8);
  let list: string;
  if (of.say === 'move') {
    const bits = (of.unregister ? 2 : 0) | (of.persist ? 1 : 0);
    list = `${both}00${hex(bits, 1)}${hex(of.port, 2)}${hex(TRANSPORT_ID_BYTES, 4)}${transportId(of.to)}`;
  } else if ('ports' in of) {
    const bits = (of.ports ? 8 : 0) | (of.all ? 4 : 0) | (of.persist ? 1 : 0);
    const ids = of.ports === undefined ? '' : hex(of.ports.length * TRANSPORT_ID_BYTES, 4) + of.ports.map(transportId).join('');
    list = `${both}00000000${hex(bits, 1)}000000${ids}`;
  } else list = `${both}0000000000000000`;
  const data = new Uint8Array(Buffer.from(list, 'hex'));
  const kind = 'type' in of ? hex((of.scope << 4) | of.type, 1) : '00';
  return { cdb: `5f${hex(codes[of.say], 1)}${kind}0000${hex(data.length, 4)}00`, data };
}

class Bench {
  readonly #memory = volatileMemory();
  readonly #model = new PlainPersistentReservations();
  #device = new FakeDevice({ nonvolatileMemory: this.#memory });

  async begin(): Promise<void> {
    for (const each of hosts) await this.#attentions(each);
  }

  async take(asked: Step): Promise<void> {
    const by = asked.by === 'holder' ? (this.#model.holder ?? this.#model.rows[0] ?? hosts[0]!) : asked.by;
    // A nexus that never comes says nothing.
    const comes = hosts.find(({ initiator, port }) => initiator === by.initiator && port === by.port) ?? hosts[0]!;
    const type = 'type' in asked ? { type: asked.type === 'same' ? this.#model.type || 1 : asked.type } : {};
    return this.#take({ ...asked, ...type, by: comes } as Said);
  }

  async #take(of: Said): Promise<void> {
    const { say, by } = of;
    const unit = this.#device.logicalUnit;
    if ('own' in of) {
      const keys: Keys = { key: of.own === 'own' ? (this.#model.find(by)?.key ?? 0n) : of.own, action: of.key };
      const { cdb, data } = persistentReserveOut(of, keys);
      expect((await run(unit, cdb, { nexus: nexusOf(by), data })).outcome).toBe(this.#expected(of, keys));
    } else if (say === 'reserve6') expect(await this.#outcome(by, '16')).toBe(this.#model.reserve6(by));
    else if (say === 'release6') expect(await this.#outcome(by, '17')).toBe(this.#model.release6(by));
    else if (say === 'lose') {
      await unit.nexusLost(nexusOf(by));
      this.#model.lose(by);
      expect(await this.#attentions(by)).toEqual(['29/07']);
    } else {
      if (say === 'restart') this.#device = new FakeDevice({ nonvolatileMemory: this.#memory });
      else await unit.reset(say === 'reset' ? 'hard-reset' : 'power-on');
      if (say === 'reset') this.#model.reserved = undefined;
      else this.#model.powerOn();
      for (const each of hosts) expect(await this.#attentions(each)).toEqual(['29/00']);
    }
    await this.#compare(by);
  }

  #expected(of: Extract<Said, { own: unknown }>, keys: Keys): string {
    const { by } = of;
    switch (of.say) {
      case 'register':
      case 'ignore':
        return this.#model.register(by, keys, { ...of, ignore: of.say === 'ignore' });
      case 'reserve':
        return this.#model.reserve(by, keys, of.scope, of.type);
      case 'release':
        return this.#model.release(by, keys, of.scope, of.type);
      case 'clear':
        return this.#model.clear(by, keys);
      case 'move':
        return this.#model.move(by, keys, { initiator: of.to, port: of.port as 1 | 2 }, of);
      default:
        return this.#model.preempt(by, keys, of.scope, of.type);
    }
  }

  async #compare(asked: Host): Promise<void> {
    const model = this.#model;
    const told = model.told.splice(0);
    for (const each of hosts) {
      const codes = told
        .filter(({ host: { initiator, port } }) => initiator === each.initiator && port === each.port)
        .map(({ code }) => code);
      expect(await this.#attentions(each)).toEqual(codes);
      const met = { allowed: '12', tests: '00', reads: '1a003f00ff', writes: '1d04' } as const;
      for (const [kind, cdb] of Object.entries(met) as [keyof typeof met, string][])
        expect(await this.#outcome(each, cdb)).toBe(model.meets(each, kind) ? conflict : 'GOOD');
    }
    if (model.reserved !== undefined) {
      for (const action of ['00', '01', '02', '03']) expect(await this.#outcome(asked, `5e${action}0000000000ffff`)).toBe(conflict);
      return;
    }
    const { rows, type, generation } = model;
    const keys = await this.#read(asked, 0);
    expect(keys).toEqual(Buffer.from(hex(generation, 4) + hex(rows.length * 8, 4) + rows.map((row) => hex(row.key, 8)).join(''), 'hex'));
    const holderKey = model.holder === undefined ? 0n : model.find(model.holder)!.key;
    const reservation = type === 0 ? '00000000' : `00000010${hex(holderKey, 8)}00000000 00${hex(type, 1)}0000`.replaceAll(' ', '');
    expect(await this.#read(asked, 1)).toEqual(Buffer.from(hex(generation, 4) + reservation, 'hex'));
    expect((await this.#read(asked, 2)).toString('hex')).toBe(`00081d${model.persist ? 'b1' : 'b0'}ea010000`);
    const full = rows.map((row) => {
      const held = model.isHolder(row);
      const flags = `00000000${held ? '01' : '00'}${held ? hex(type, 1) : '00'}00000000${hex(row.port, 2)}`;
      return `${hex(row.key, 8)}${flags}${hex(TRANSPORT_ID_BYTES, 4)}${transportId(row.initiator)}`;
    });
    const body = Buffer.from(full.join(''), 'hex');
    expect(await this.#read(asked, 3)).toEqual(Buffer.concat([Buffer.from(hex(generation, 4) + hex(body.length, 4), 'hex'), body]));
  }

  async #read(by: Host, action: number): Promise<Buffer> {
    const { outcome, received } = await run(this.#device.logicalUnit, `5e${hex(action, 1)}0000000000ffff00`, { nexus: nexusOf(by) });
    expect(outcome).toBe('GOOD');
    return Buffer.from(received!);
  }

  async #outcome(by: Host, cdb: string): Promise<string> {
    return (await run(this.#device.logicalUnit, cdb, { nexus: nexusOf(by) })).outcome;
  }

  async #attentions(of: Host): Promise<string[]> {
    const found: string[] = [];
    for (;;) {
      const { received } = await run(this.#device.logicalUnit, '0300000012', { nexus: nexusOf(of) });
      const [senseKey, code] = senseSummary(received!).split(' ');
      if (senseKey !== '6') return found;
      found.push(code!);
    }
  }
}

test('whatever is said by whom, the reservations are those of the standard', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }), async (steps) => {
      const bench = new Bench();
      await bench.begin();
      for (const each of steps) await bench.take(each);
    }),
    { numRuns: 100 },
  );
}, 60_000);

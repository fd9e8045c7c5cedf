/** Whatever faults come together: the lab lives, closes, and has on the tape what the host sent, in its order, and nothing else. */
import { setTimeout as pass } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { faultVocabulary } from '../../../src/fault-vocabulary.ts';
import type { Rule } from '../../../src/lab-faults.ts';
import * as cdb from '../../conformance/cdb.ts';
import { startDrives, targetOf } from '../../conformance/drives.ts';
import { HeldClock } from '../../conformance/held-clock.ts';
import type { Initiator } from '../../conformance/initiator.ts';
import type { LabUnderTest } from '../../conformance/lab-under-test.ts';
import { pattern } from '../../conformance/pattern.ts';

const length = 2048;
/** Longer than a host of this test waits. */
const patienceMs = 40;
const clock = new HeldClock(50);
afterAll(() => clock.hold());

/** What actions cannot do without. */
const needed: Readonly<Record<string, object>> = {
  'bit-rot': { block: 0 },
  delay: { by: '5s' },
  slow: { by: '5s' },
  'slow-disk': { by: '5s' },
  'slow-robot': { by: '5s' },
  sense: { sense: '3/0C/00' },
  status: { status: 'BUSY' },
  throttle: { bytesPerSecond: '1KiB' },
  'unit-attention': { condition: '28/00' },
};
/** These have other data reach the tape, or come back from it, than were sent. */
const spoiling = ['bit-rot', 'corrupt-bit', 'truncate', 'oversize'];

const actions = [...faultVocabulary.actions.values()].filter(({ name, parameters }) => parameters.safeParse(needed[name] ?? {}).success);
const ruleOf = fc.record({
  do: fc.constantFrom(...actions).map(({ name }) => ({ [name]: needed[name] ?? {} })),
  fire: fc.constantFrom('once' as const, 'always' as const, { times: 2 }, { after: 2 }),
  evenIfFailed: fc.boolean(),
  dangerous: fc.constant(true),
});
const command = fc.constantFrom('write', 'write', 'write', 'filemark', 'rewind', 'read', 'ready');

/** How a command ends, or nothing when the host loses patience. */
async function ended<T>(work: Promise<T>): Promise<T | undefined> {
  return Promise.race([work.catch(() => undefined), pass(patienceMs, undefined)]);
}

async function converse(host: Initiator, commands: readonly string[]): Promise<void> {
  let block = 0;
  for (const one of commands) {
    if (one === 'write') await ended(host.command(cdb.write6(length), { write: pattern(length, block++) }));
    else if (one === 'read') await ended(host.command(cdb.read6(length), { read: length }));
    else await ended(host.command(one === 'filemark' ? cdb.writeFilemarks(1) : one === 'rewind' ? cdb.rewind() : cdb.testUnitReady()));
  }
}

/** Which blocks of the host stand on the tape; undefined for one that cannot be read. */
async function blocksOn(lab: LabUnderTest): Promise<(number | undefined)[]> {
  const host = await lab.attach({ targetName: targetOf('tape') });
  const found: (number | undefined)[] = [];
  for (let turn = 0; turn < 40; turn++) {
    const { status, data, sense } = await host.command(cdb.read6(length), { read: length });
    if (sense?.key === 8) return found;
    if (status !== 0) {
      if (sense?.key !== 0) found.push(undefined);
      if (sense?.key === 2) return found;
      continue;
    }
    const index = Array.from({ length: 12 }, (_, block) => block).find((block) => Buffer.compare(data, pattern(length, block)) === 0);
    expect(index, 'a block that the host has sent').toBeDefined();
    found.push(index);
  }
  return found;
}

test('any faults over any dialogue', { timeout: 30_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(ruleOf, { minLength: 1, maxLength: 4 }),
      fc.array(command, { minLength: 3, maxLength: 8 }),
      fc.boolean(),
      async (rules, commands, closes) => {
        const lab = await startDrives({ tape: { cartridge: { barcode: 'ANY001L8' } } }, { clock });
        try {
          const host = await lab.attach({ targetName: targetOf('tape') });
          const ids = rules.map((rule) => lab.faults.add(rule as Rule));
          await converse(host, commands);
          const failures = lab.happenings.filter(({ event }) => event === 'connection.failed' || event === 'logical-unit.bug');
          expect(failures).toEqual([]);
          // It closes with all of it in force.
          if (closes) return;
          for (const id of ids) lab.faults.remove(id);
          await lab.faults.perform('resume');
          // What the host made of it is not the matter here.
          await lab.hangUp().catch(() => {});
          await lab.restart();
          const spoilt = rules.some((rule) => spoiling.some((name) => name in rule.do));
          const onTape = spoilt ? [] : (await blocksOn(lab)).filter((block) => block !== undefined);
          if (!commands.includes('rewind')) expect(onTape).toEqual([...new Set(onTape)].sort((a, b) => a - b));
          expect(lab.happenings.filter(({ event }) => event === 'logical-unit.bug')).toEqual([]);
        } finally {
          await lab.stop();
        }
      },
    ),
    { numRuns: 25 },
  );
});

/** A lab that closes while faults are in force: it closes, nothing of them goes on, and what is in its drives is kept. */
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Rule } from '../../../src/lab-faults.ts';
import * as cdb from '../cdb.ts';
import { bounded } from '../connection.ts';
import { blankDrive, startDrives } from '../drives.ts';
import { HeldClock } from '../held-clock.ts';
import type { Initiator } from '../initiator.ts';
import { expectGood, type LabUnderTest } from '../lab-under-test.ts';
import { pattern } from '../pattern.ts';

const length = 1024;
const hour = 3_600_000;
/** An hour of it is longer than a test may take. */
const clock = new HeldClock(100);
let lab: LabUnderTest | undefined;
afterEach(async () => {
  await lab?.stop();
  lab = undefined;
});
afterAll(() => clock.hold());

async function host(): Promise<Initiator> {
  lab = await startDrives({ tape: { cartridge: { barcode: 'FCL001L8' } } }, { clock });
  const initiator = await blankDrive(lab, 'tape');
  await expectGood(initiator, [cdb.write6(length), { write: pattern(length, 0) }]);
  return initiator;
}

/** It closes, and from then on says nothing whatever time passes. */
async function expectClosed(): Promise<void> {
  const closing = lab!;
  await bounded(closing.stop(), () => 'the end of the lab');
  lab = undefined;
  const told = closing.happenings.length;
  clock.hold();
  clock.advance(2 * hour);
  for (let turns = 0; turns < 20; turns++) await turn();
  clock.release();
  expect(closing.happenings.slice(told)).toEqual([]);
}

const lasting: readonly (readonly [what: string, rule: Rule])[] = [
  ['a power cycle', { do: { 'power-cycle': { off: '1h' } } }],
  ['a power cycle at once', { do: 'power-cycle' }],
  ['a unit that is away', { do: { 'vanish-lun': { for: '1h' } } }],
  ['a unit that is not ready', { do: { 'not-ready': { for: '1h' } } }],
  ['a reservation', { do: { 'foreign-reservation': { for: '1h' } } }],
  ['a slow command', { do: { slow: { by: '1h' } } }],
  ['a command without an end', { do: 'never-ends' }],
  ['a portal that is down', { do: { 'portal-down': { for: '1h', connections: 'keep' } } }],
  ['a connection that is not read', { do: { 'stall-reads': { for: '1h' } } }],
  ['a connection that is not written', { do: { 'stall-writes': { for: '1h' } } }],
  ['a narrow connection', { do: { throttle: { bytesPerSecond: '1B', for: '1h' } } }],
  ['a PDU that is held up', { match: { pdu: 'scsi-response' }, do: { delay: { by: '1h' } } }],
  ['a PDU that is held up alone', { match: { pdu: 'scsi-response' }, do: { delay: { by: '1h', alone: true } } }],
  ['a PDU that is to be overtaken', { match: { pdu: 'scsi-response' }, do: { reorder: { within: '1h' } } }],
];

describe('a lab closes', () => {
  it.each(lasting)('while there is %s', async (_what, rule) => {
    const initiator = await host();
    lab!.faults.add(rule);
    void initiator.command(cdb.testUnitReady()).catch(() => {});
    await lab!.happening('fault.fired');
    for (let turns = 0; turns < 5; turns++) await turn();
    await expectClosed();
  });

  it.each([
    ['has no room', { do: 'disk-full', fire: 'always' }],
    ['fails to keep what it was given', { do: 'failing-sync', fire: 'always' }],
    ['is slow', { do: { 'slow-disk': { by: '1h' } }, fire: 'always' }],
  ] as const)('while its disk %s, and the cartridge is whole', async (_what, rule) => {
    await expectGood(await host(), [cdb.rewind()]);
    await lab!.hangUp();
    lab!.faults.add(rule);
    await lab!.restart();
    const again = await lab!.attach({ targetName: 'iqn.2026-11.local.conformance:tape' });
    const { data } = await again.command(cdb.read6(length), { read: length });
    expect(Buffer.compare(data, pattern(length, 0))).toBe(0);
    await expectClosed();
  });

  it.each(['failing-sync', 'disk-full'])('and what has failed stays failed, without keeping it from closing: %s', async (action) => {
    const initiator = await host();
    lab!.faults.add({ do: action, fire: 'always' });
    await initiator.command(cdb.write6(length), { write: pattern(length, 1) });
    expect((await initiator.command(cdb.writeFilemarks(1))).status).toBe(2);
    await expectClosed();
  });
});

/**
 * What reservations of a changer hold off, row by row over the wire (SMC-3's table of commands that are allowed in the presence of various reservations,
 * SPC-4 §5.13.1, SPC-2 §5.5.1): while one host has it, each command from one that is registered and from one that is not; and that the drives beside it
 * are not held off. Two hosts contend for one library by either kind.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import * as changerCdb from './changer-cdb.ts';
import { acknowledgeAttentions, type LabUnderTest } from './lab-under-test.ts';
import { LibraryHost, say, startLibraries } from './libraries.ts';
import { inAction, outAction, parameters, persistentReserveIn, reserveOut, type } from './persistent-reservation.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startLibraries({ library: { storage: 4, importExport: 1, cartridges: { 1: 'RSC001L8', 2: 'RSC002L8' } } });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const conflict = 0x18;
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
/** A: allowed, C: conflict; while another has the changer by RESERVE, by Write Exclusive, by Exclusive Access. */
type Columns = 'AAA' | 'CAA' | 'CAC' | 'CCC';

/** Those that would move something have an address at which there is nothing: they are refused when they are let through. */
const nowhere = 0xfffe;
const table: readonly (readonly [name: string, columns: Columns, cdb: Uint8Array, read?: number])[] = [
  ['TEST UNIT READY', 'CAA', cdb.testUnitReady()],
  ['REQUEST SENSE', 'AAA', cdb.requestSense(), 252],
  ['INQUIRY', 'AAA', cdb.inquiry(), 255],
  ['REPORT LUNS', 'AAA', cdb.reportLuns(), 4096],
  ['LOG SENSE', 'AAA', cdb.logSense(0x00), 4096],
  ['LOG SELECT', 'CCC', bytes(0x4c, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
  ['MODE SENSE(6)', 'CAC', cdb.modeSense6(0x1d), 255],
  ['MODE SENSE(10)', 'CAC', cdb.modeSense10(0x1d), 4096],
  ['MODE SELECT(6)', 'CCC', cdb.modeSelect6(0)],
  ['SEND DIAGNOSTIC', 'CCC', bytes(0x1d, 4, 0, 0, 0, 0)],
  ['REPORT SUPPORTED OPERATION CODES', 'CAC', cdb.reportOperationCodes(), 65_536],
  ['PREVENT ALLOW MEDIUM REMOVAL, allowing', 'AAA', cdb.preventAllow(0)],
  ['PREVENT ALLOW MEDIUM REMOVAL, preventing', 'CCC', cdb.preventAllow(1)],
  ['READ ELEMENT STATUS without motion', 'AAA', changerCdb.readElementStatus({ currentData: true }), 65_536],
  ['READ ELEMENT STATUS', 'CCC', changerCdb.readElementStatus(), 65_536],
  ['REQUEST VOLUME ELEMENT ADDRESS', 'CCC', changerCdb.requestVolumeElementAddress(), 65_536],
  ['INITIALIZE ELEMENT STATUS', 'CCC', changerCdb.initializeElementStatus()],
  ['INITIALIZE ELEMENT STATUS WITH RANGE', 'CCC', changerCdb.initializeElementStatusWithRange({ start: nowhere, count: 1 })],
  ['MOVE MEDIUM', 'CCC', changerCdb.moveMedium(nowhere, nowhere)],
  ['EXCHANGE MEDIUM', 'CCC', changerCdb.exchangeMedium(nowhere, nowhere, nowhere)],
  ['POSITION TO ELEMENT', 'CCC', changerCdb.positionToElement(nowhere)],
  ['OPEN/CLOSE IMPORT/EXPORT ELEMENT', 'CCC', changerCdb.openCloseImportExport(nowhere, 0)],
];

async function otherwise(who: LibraryHost, expected: (columns: Columns) => string): Promise<string[]> {
  const wrong: string[] = [];
  for (const [name, columns, command, read] of table) {
    const { status } = await who.command(command, read === undefined ? {} : { read });
    const found = status === conflict ? 'C' : 'A';
    if (found !== expected(columns)) wrong.push(`${name}: ${found}`);
  }
  return wrong;
}

async function threeHosts(): Promise<[holder: LibraryHost, registered: LibraryHost, stranger: LibraryHost]> {
  const attach = (): Promise<LibraryHost> => LibraryHost.attach(lab, 'library');
  return [await attach(), await attach(), await attach()];
}
const exclusiveAccess: readonly number[] = [type.exclusiveAccess, type.exclusiveAccessRegistrantsOnly, type.exclusiveAccessAllRegistrants];
const forOneAlone: readonly number[] = [type.writeExclusive, type.exclusiveAccess];
const slotsOf = async (who: LibraryHost) => (await who.inventory())[who.slot(1)];

describe.each(Object.entries(type))('a persistent reservation of type %s', (_, reservationType) => {
  it('holds off what the table says, and leaves the drives alone', async () => {
    const [holder, registered, stranger] = await threeHosts();
    for (const [host, key] of [
      [holder, 1n],
      [registered, 2n],
    ] as const)
      expect(await reserveOut(host.initiator, outAction.register, parameters(0n, key))).toMatchObject({ status: 0 });
    expect(await reserveOut(holder.initiator, outAction.reserve, parameters(1n, 0n), { type: reservationType })).toMatchObject({
      status: 0,
    });

    const column = exclusiveAccess.includes(reservationType) ? 2 : 1;
    expect(await otherwise(stranger, (columns) => columns[column]!), 'not registered').toEqual([]);
    const shared = !forOneAlone.includes(reservationType);
    expect(await otherwise(registered, (columns) => (shared ? 'A' : columns[column]!)), 'registered').toEqual([]);
    expect(await otherwise(holder, () => 'A'), 'the holder').toEqual([]);
    expect((await stranger.command(cdb.loadUnload(true), { lun: 1 })).status, 'a drive').not.toBe(conflict);
    expect(await stranger.move(stranger.slot(1), stranger.slot(3))).toMatchObject({ status: conflict });
    expect(await slotsOf(holder)).toBe('RSC001L8');
    expect(await reserveOut(holder.initiator, outAction.clear, parameters(1n, 0n))).toMatchObject({ status: 0 });
    await acknowledgeAttentions(registered.initiator);
  });
});

describe.each([
  ['RESERVE(6)', bytes(0x16, 0, 0, 0, 0, 0), bytes(0x17, 0, 0, 0, 0, 0)],
  ['RESERVE(10)', bytes(0x56, 0, 0, 0, 0, 0, 0, 0, 0, 0), bytes(0x57, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
])('%s', (_, reserve, release) => {
  it('holds off what the table says, and leaves the drives alone', async () => {
    const [holder, , stranger] = await threeHosts();
    await holder.good(reserve);
    expect(await otherwise(stranger, (columns) => columns[0]!)).toEqual([]);
    expect(await otherwise(holder, () => 'A')).toEqual([]);
    expect(await stranger.command(reserve)).toMatchObject({ status: conflict });
    await stranger.good(release);
    expect(await stranger.command(cdb.testUnitReady())).toMatchObject({ status: conflict });
    expect((await stranger.command(cdb.loadUnload(true), { lun: 1 })).status, 'a drive').not.toBe(conflict);
    await holder.good(release);
    expect(await stranger.command(cdb.testUnitReady())).toMatchObject({ status: 0 });
  });

  it('ends with the session of its holder, and with a reset', async () => {
    const [holder, second, stranger] = await threeHosts();
    await holder.good(reserve);
    await holder.initiator.logOut();
    await second.good(reserve);
    expect(await stranger.command(cdb.testUnitReady())).toMatchObject({ status: conflict });
    expect(await stranger.initiator.manage(5)).toBe(0);
    expect(await acknowledgeAttentions(stranger.initiator)).not.toEqual([]);
    expect(await stranger.command(cdb.testUnitReady())).toMatchObject({ status: 0 });
  });
});

it('refuses to reserve single elements, cleanly: the bit that asks for it is pointed at', async () => {
  const [host, , stranger] = await threeHosts();
  for (const command of [changerCdb.reserveElements(0), changerCdb.releaseElements()])
    expect(await host.command(command)).toMatchObject({
      status: 2,
      sense: { key: 5, code: say.invalidFieldInCdb, fieldPointer: { inCdb: true, byte: 1, bit: 0 } },
    });
  expect(await stranger.command(cdb.testUnitReady())).toMatchObject({ status: 0 });
});

it('keeps what is reserved persistently through a loss of power, when it is asked to', async () => {
  const [holder] = await threeHosts();
  const key = parameters(0n, 7n, { flags: 1 });
  expect(await reserveOut(holder.initiator, outAction.registerAndIgnore, key)).toMatchObject({ status: 0 });
  expect(await reserveOut(holder.initiator, outAction.reserve, parameters(7n, 0n), { type: type.exclusiveAccess })).toMatchObject({
    status: 0,
  });
  await lab.restart();
  const initiator = await lab.attach({ targetName: 'iqn.2026-11.local.conformance:library' });
  const { data } = await initiator.command(persistentReserveIn(inAction.readKeys), { read: 4096 });
  expect(Buffer.from(data).readBigUInt64BE(8)).toBe(7n);
  expect(await initiator.command(changerCdb.initializeElementStatus())).toMatchObject({ status: conflict });
  expect(await reserveOut(initiator, outAction.registerAndIgnore, parameters(0n, 9n))).toMatchObject({ status: 0 });
  expect(await reserveOut(initiator, outAction.clear, parameters(9n, 0n))).toMatchObject({ status: 0 });
});

it('has two hosts contend for one library: who reserves it moves, the other waits for its turn', async () => {
  const [first, second] = await threeHosts();
  const reserve = bytes(0x16, 0, 0, 0, 0, 0);
  const release = bytes(0x17, 0, 0, 0, 0, 0);
  const turns = { first: 0, second: 0 };
  async function work(who: LibraryHost, name: keyof typeof turns, home: number, away: number): Promise<void> {
    while (turns[name] < 5) {
      if ((await who.command(reserve)).status === conflict) continue;
      await who.moved(home, away);
      await who.moved(away, home);
      turns[name]++;
      await who.good(release);
    }
  }
  // Both use the same free slot: without the reservations one would find it full.
  await Promise.all([work(first, 'first', first.slot(1), first.slot(4)), work(second, 'second', second.slot(2), second.slot(4))]);
  expect(await first.inventory()).toEqual({ [first.slot(1)]: 'RSC001L8', [first.slot(2)]: 'RSC002L8' });
});

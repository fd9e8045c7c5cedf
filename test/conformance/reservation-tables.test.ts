/**
 * The standards' tables of what reservations hold off (SPC-4 §5.13.1, SSC-4 §5 for persistent ones, SPC-2 §5.5.1 for RESERVE), row by row over the
 * wire: while one host has the drive, each command from one that is registered and from one that is not. Commands are made so that nothing is lost
 * where they are let through; how they end then does not matter here, as long as it is not RESERVATION CONFLICT.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { blankDrive, startDrives, targetOf } from './drives.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, type LabUnderTest } from './lab-under-test.ts';
import { inAction, outAction, parameters, persistentReserveIn, reserveOut, type } from './persistent-reservation.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startDrives({ drive: { cartridge: { barcode: 'RSV001L8', capacityBytes: 4 * 2 ** 20 } } });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const conflict = 0x18;
/** A: allowed, C: conflict; while another has the drive by RESERVE, by Write Exclusive, by Exclusive Access. */
type Columns = 'AAA' | 'CAA' | 'CAC' | 'CCC';
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

const table: readonly (readonly [name: string, columns: Columns, cdb: Uint8Array, read?: number])[] = [
  ['TEST UNIT READY', 'CAA', cdb.testUnitReady()],
  ['REQUEST SENSE', 'AAA', cdb.requestSense(), 252],
  ['INQUIRY', 'AAA', cdb.inquiry(), 255],
  ['REPORT LUNS', 'AAA', cdb.reportLuns(), 4096],
  ['MODE SENSE(6)', 'CAC', cdb.modeSense6(0x0a), 255],
  ['MODE SENSE(10)', 'CAC', cdb.modeSense10(0x0a), 4096],
  ['MODE SELECT(6)', 'CCC', cdb.modeSelect6(0)],
  ['MODE SELECT(10)', 'CCC', cdb.modeSelect10(0)],
  ['LOG SENSE', 'AAA', cdb.logSense(0x00), 4096],
  ['LOG SELECT', 'CCC', bytes(0x4c, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
  ['PREVENT ALLOW MEDIUM REMOVAL, allowing', 'AAA', cdb.preventAllow(0)],
  ['PREVENT ALLOW MEDIUM REMOVAL, preventing', 'CCC', cdb.preventAllow(1)],
  ['READ ATTRIBUTE', 'CAC', cdb.readAttribute(0), 65_536],
  ['WRITE ATTRIBUTE', 'CCC', cdb.writeAttribute(0)],
  ['READ BUFFER', 'CAC', bytes(0x3c, 3, 0, 0, 0, 0, 0, 0, 4, 0), 4],
  ['WRITE BUFFER', 'CCC', bytes(0x3b, 2, 0, 0, 0, 0, 0, 0, 0, 0)],
  ['RECEIVE DIAGNOSTIC RESULTS', 'CAC', bytes(0x1c, 1, 0, 0, 16, 0), 16],
  ['SEND DIAGNOSTIC', 'CCC', bytes(0x1d, 4, 0, 0, 0, 0)],
  ['REPORT SUPPORTED OPERATION CODES', 'CAC', cdb.reportOperationCodes(), 65_536],
  ['REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS', 'CAC', bytes(0xa3, 0x0d, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0), 16],
  ['REPORT TARGET PORT GROUPS', 'AAA', bytes(0xa3, 0x0a, 0, 0, 0, 0, 0, 0, 0, 64, 0, 0), 64],
  ['REPORT TIMESTAMP', 'AAA', bytes(0xa3, 0x0f, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0), 12],
  ['SET TIMESTAMP', 'CCC', bytes(0xa4, 0x0f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
  ['SECURITY PROTOCOL IN', 'CAC', cdb.securityProtocolIn(0x20, 0), 4096],
  ['SECURITY PROTOCOL OUT', 'CCC', cdb.securityProtocolOut(0x20, 0x10, 0)],
  ['READ BLOCK LIMITS', 'AAA', cdb.readBlockLimits(), 6],
  ['REPORT DENSITY SUPPORT', 'AAA', cdb.reportDensitySupport(), 4096],
  ['READ POSITION', 'CAC', cdb.readPosition(), 20],
  ['REWIND', 'CAC', cdb.rewind()],
  ['SPACE(6)', 'CAC', cdb.space(cdb.spaceBy.blocks, 0)],
  ['SPACE(16)', 'CAC', cdb.space16(cdb.spaceBy.blocks, 0)],
  ['LOCATE(10)', 'CAC', cdb.locate10(0)],
  ['LOCATE(16)', 'CAC', cdb.locate16(cdb.destination.object, 0)],
  ['READ(6)', 'CAC', cdb.read6(0), 0],
  ['READ(16)', 'CAC', cdb.read16(0, 0), 0],
  ['READ REVERSE(6)', 'CAC', cdb.readReverse6(0), 0],
  ['READ REVERSE(16)', 'CAC', cdb.readReverse16(0, 0), 0],
  ['RECOVER BUFFERED DATA', 'CAC', cdb.recoverBufferedData(0), 0],
  ['VERIFY(6)', 'CAC', cdb.verify6(0, 0)],
  ['VERIFY(16)', 'CAC', cdb.verify16(0, 0, 0)],
  ['ALLOW OVERWRITE', 'CCC', cdb.allowOverwrite(0, 0)],
  ['WRITE(6)', 'CCC', cdb.write6(0)],
  ['WRITE(16)', 'CCC', cdb.write16(0, 0)],
  ['WRITE FILEMARKS(6)', 'CCC', cdb.writeFilemarks(0)],
  ['WRITE FILEMARKS(16)', 'CCC', cdb.writeFilemarks16(0, 0)],
  ['ERASE(6)', 'CCC', cdb.erase()],
  ['ERASE(16)', 'CCC', cdb.erase16(0)],
  ['FORMAT MEDIUM', 'CCC', cdb.formatMedium(0)],
  ['SET CAPACITY', 'CCC', cdb.setCapacity(0xffff)],
  ['LOAD UNLOAD', 'CCC', cdb.loadUnload(true)],
];

/** The names of those that end otherwise than the table says when `who` sends them; `held` tells which column counts. */
async function otherwise(who: Initiator, expected: (columns: Columns) => string): Promise<string[]> {
  const wrong: string[] = [];
  for (const [name, columns, command, read] of table) {
    const { status } = await who.command(command, read === undefined ? {} : { read });
    const found = status === conflict ? 'C' : 'A';
    if (found !== expected(columns)) wrong.push(`${name}: ${found}`);
  }
  return wrong;
}

async function threeHosts(): Promise<[holder: Initiator, registered: Initiator, stranger: Initiator]> {
  const holder = await blankDrive(lab, 'drive');
  const [registered, stranger] = [await lab.attach({ targetName: targetOf('drive') }), await lab.attach({ targetName: targetOf('drive') })];
  return [holder, registered, stranger];
}

const exclusiveAccess: readonly number[] = [type.exclusiveAccess, type.exclusiveAccessRegistrantsOnly, type.exclusiveAccessAllRegistrants];
const forOneAlone: readonly number[] = [type.writeExclusive, type.exclusiveAccess];

describe.each(Object.entries(type))('a persistent reservation of type %s', (_, reservationType) => {
  it('holds off what the tables say', async () => {
    const [holder, registered, stranger] = await threeHosts();
    for (const [host, key] of [
      [holder, 1n],
      [registered, 2n],
    ] as const)
      expect(await reserveOut(host, outAction.register, parameters(0n, key))).toMatchObject({ status: 0 });
    expect(await reserveOut(holder, outAction.reserve, parameters(1n, 0n), { type: reservationType })).toMatchObject({ status: 0 });

    const column = exclusiveAccess.includes(reservationType) ? 2 : 1;
    expect(await otherwise(stranger, (columns) => columns[column]!), 'not registered').toEqual([]);
    const shared = !forOneAlone.includes(reservationType);
    expect(await otherwise(registered, (columns) => (shared ? 'A' : columns[column]!)), 'registered').toEqual([]);
    expect(await otherwise(holder, () => 'A'), 'the holder').toEqual([]);
    expect(await reserveOut(holder, outAction.clear, parameters(1n, 0n))).toMatchObject({ status: 0 });
    await acknowledgeAttentions(registered);
  });

  it('admits the service actions that the table of PERSISTENT RESERVE OUT says', async () => {
    const [holder, registered, stranger] = await threeHosts();
    expect(await reserveOut(holder, outAction.register, parameters(0n, 1n))).toMatchObject({ status: 0 });
    expect(await reserveOut(holder, outAction.reserve, parameters(1n, 0n), { type: reservationType })).toMatchObject({ status: 0 });
    const others = [outAction.reserve, outAction.release, outAction.clear, outAction.preempt, outAction.preemptAndAbort];
    for (const action of [...others, outAction.registerAndMove])
      expect(await reserveOut(stranger, action, parameters(0n, 1n), { type: reservationType }), String(action)).toMatchObject({
        status: conflict,
      });
    expect(await reserveOut(registered, outAction.register, parameters(0n, 2n))).toMatchObject({ status: 0 });
    expect(await reserveOut(stranger, outAction.registerAndIgnore, parameters(9n, 3n))).toMatchObject({ status: 0 });
    // One that is registered, but no holder, makes no reservation of its own; one of all registrants it holds itself, and names it anew.
    const held = reservationType === type.writeExclusiveAllRegistrants || reservationType === type.exclusiveAccessAllRegistrants;
    const again = await reserveOut(registered, outAction.reserve, parameters(2n, 0n), { type: reservationType });
    expect(again.status).toBe(held ? 0 : conflict);
    const another = reservationType === type.writeExclusive ? type.exclusiveAccess : type.writeExclusive;
    for (const host of [holder, registered]) {
      const key = host === holder ? 1n : 2n;
      expect(await reserveOut(host, outAction.reserve, parameters(key, 0n), { type: another })).toMatchObject({ status: conflict });
    }
    expect(await reserveOut(registered, outAction.clear, parameters(2n, 0n))).toMatchObject({ status: 0 });
    expect(await acknowledgeAttentions(holder)).toEqual([0x2a03]);
    expect(await acknowledgeAttentions(stranger)).toEqual([0x2a03]);
  });
});

describe.each([
  ['RESERVE(6)', bytes(0x16, 0, 0, 0, 0, 0), bytes(0x17, 0, 0, 0, 0, 0)],
  ['RESERVE(10)', bytes(0x56, 0, 0, 0, 0, 0, 0, 0, 0, 0), bytes(0x57, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
])('%s', (_, reserve, release) => {
  it('holds off what the table of SPC-2 says', async () => {
    const [holder, , stranger] = await threeHosts();
    expect(await holder.command(reserve)).toMatchObject({ status: 0 });
    expect(await otherwise(stranger, (columns) => columns[0]!)).toEqual([]);
    expect(await otherwise(holder, () => 'A')).toEqual([]);
    expect(await stranger.command(reserve)).toMatchObject({ status: conflict });
    // Another's RELEASE ends GOOD, and releases nothing.
    expect(await stranger.command(release)).toMatchObject({ status: 0 });
    expect(await stranger.command(cdb.testUnitReady())).toMatchObject({ status: conflict });
    expect(await holder.command(release)).toMatchObject({ status: 0 });
    expect(await stranger.command(cdb.testUnitReady())).not.toMatchObject({ status: conflict });
  });

  it('keeps persistent reservations out, its own holder’s too', async () => {
    const [holder, , stranger] = await threeHosts();
    expect(await holder.command(reserve)).toMatchObject({ status: 0 });
    for (const host of [holder, stranger]) {
      expect(await host.command(persistentReserveIn(inAction.readKeys), { read: 4096 })).toMatchObject({ status: conflict });
      expect(await reserveOut(host, outAction.register, parameters(0n, 1n))).toMatchObject({ status: conflict });
    }
    expect(await holder.command(release)).toMatchObject({ status: 0 });
    expect(await stranger.command(persistentReserveIn(inAction.readKeys), { read: 4096 })).toMatchObject({ status: 0 });
  });

  it('is kept out by any registration, but GOOD without effect to those who have the drive by a persistent reservation', async () => {
    const [holder, registered, stranger] = await threeHosts();
    await reserveOut(holder, outAction.register, parameters(0n, 1n));
    await reserveOut(registered, outAction.register, parameters(0n, 2n));
    for (const host of [holder, registered, stranger])
      for (const command of [reserve, release]) expect(await host.command(command)).toMatchObject({ status: conflict });
    await reserveOut(holder, outAction.reserve, parameters(1n, 0n), { type: type.writeExclusiveRegistrantsOnly });
    for (const command of [reserve, release]) {
      expect(await holder.command(command)).toMatchObject({ status: 0 });
      expect(await registered.command(command)).toMatchObject({ status: 0 });
      expect(await stranger.command(command)).toMatchObject({ status: conflict });
    }
    expect(await registered.command(cdb.writeFilemarks(0))).toMatchObject({ status: 0 });
    await reserveOut(holder, outAction.clear, parameters(1n, 0n));
  });

  it('ends with a logical unit reset, with its session, and with what each bit of it might mean besides', async () => {
    const [holder, , stranger] = await threeHosts();
    for (let byte = 1; byte < reserve.length - 1; byte++) {
      const odd = Uint8Array.from(reserve);
      odd[byte] = 1;
      const refused = { key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte, bit: 0 } };
      expect(await holder.command(odd)).toMatchObject({ status: 2, sense: refused });
    }
    expect(await holder.command(reserve)).toMatchObject({ status: 0 });
    expect(await stranger.manage(5)).toBe(0);
    expect(await acknowledgeAttentions(stranger)).not.toEqual([]);
    expect(await stranger.command(cdb.testUnitReady())).toMatchObject({ status: 0 });
    await acknowledgeAttentions(holder);
    expect(await holder.command(reserve)).toMatchObject({ status: 0 });
    expect((await holder.logOut()).response).toBe(0);
    expect(await stranger.command(cdb.testUnitReady())).toMatchObject({ status: 0 });
  });
});

/**
 * What every model gives hosts that ask who it is and what it serves (SPC-4 §6.6, §6.35, §7.8): lengths that are right, pages that are there, and
 * commands that are served exactly where it says so. The names of the models are all that is taken from the program.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { driveModels } from '../../src/models/index.ts';
import * as cdb from './cdb.ts';
import { startDrives, targetOf } from './drives.ts';
import type { Initiator } from './initiator.ts';
import type { LabUnderTest } from './lab-under-test.ts';

const models = [...driveModels.keys()];

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startDrives(Object.fromEntries(models.map((model) => [model, { model }])));
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const attach = (model: string): Promise<Initiator> => lab.attach({ targetName: targetOf(model) });
const invalidOperationCode = { status: 2, sense: { key: 5, code: 0x2000 } };

/** The data of a command that ends GOOD. */
async function dataOf(initiator: Initiator, bytes: Uint8Array): Promise<Buffer> {
  const { status, sense, data } = await initiator.command(bytes, { read: 65_536 });
  expect({ status, sense }).toEqual({ status: 0, sense: undefined });
  return Buffer.from(data);
}

const printable = /^[\x20-\x7e]*$/;

/** Those that were made before CMDQUE, version descriptors and VPD pages of their own are known by their VERSION. */
const scsi2 = 2;

interface Listed {
  readonly operationCode: number;
  readonly serviceAction: number | undefined;
  readonly cdbLength: number;
  readonly timeouts: Buffer | undefined;
}

/** All commands as REPORT SUPPORTED OPERATION CODES lists them; undefined where it is not served. */
async function listed(initiator: Initiator, { timeouts = false } = {}): Promise<Listed[] | undefined> {
  const all = cdb.reportOperationCodes();
  if (timeouts) all[2]! |= 0x80;
  const { status, sense, data } = await initiator.command(all, { read: 65_536 });
  if (status === 2) {
    // A3h may be served for other service actions, so it is one of two.
    expect([0x2000, 0x2400]).toContain(sense?.code);
    return undefined;
  }
  const bytes = Buffer.from(data);
  expect(bytes.readUInt32BE(0)).toBe(bytes.length - 4);
  const commands: Listed[] = [];
  for (let at = 4; at < bytes.length; ) {
    const flags = bytes[at + 5]!;
    const withTimeouts = (flags & 2) !== 0;
    expect(withTimeouts).toBe(timeouts);
    commands.push({
      operationCode: bytes[at]!,
      serviceAction: (flags & 1) !== 0 ? bytes.readUInt16BE(at + 2) : undefined,
      cdbLength: bytes.readUInt16BE(at + 6),
      timeouts: withTimeouts ? bytes.subarray(at + 8, at + 20) : undefined,
    });
    at += withTimeouts ? 20 : 8;
  }
  return commands;
}

/** By the group code of an operation code (SPC-4 §4.3.2), where it says. */
const lengthByGroup: Readonly<Record<number, number>> = { 0: 6, 1: 10, 2: 10, 4: 16, 5: 12 };

describe.each(models)('%s', (model) => {
  it('has standard INQUIRY data as long as they say, of a drive with removable media', async () => {
    const initiator = await attach(model);
    const data = await dataOf(initiator, cdb.inquiry());
    expect([data[0], data[1]! & 0x80, data[4]]).toEqual([0x01, 0x80, data.length - 5]);
    expect(data.length).toBeGreaterThanOrEqual(36);
    expect([1, 2]).toContain(data[3]! & 0x0f);
    const [vendor, product, revision] = [data.toString('latin1', 8, 16), data.toString('latin1', 16, 32), data.toString('latin1', 32, 36)];
    for (const text of [vendor, product, revision]) expect(text).toMatch(printable);
    expect(vendor.trim() && product.trim() && revision.trim()).not.toBe('');
    for (const length of [0, 4, 5, 36, data.length - 1, 255])
      expect([...(await dataOf(initiator, cdb.inquiry(length)))], String(length)).toEqual([...data.subarray(0, length)]);
  });

  it('has every VPD page that page 00h lists, and no other', async () => {
    const initiator = await attach(model);
    const list = await initiator.command(cdb.inquiry(255, 0x00), { read: 255 });
    const version = (await dataOf(initiator, cdb.inquiry()))[2]! & 0x07;
    if (list.status === 2) expect(version).toBeLessThanOrEqual(scsi2);
    const pages = list.status === 2 ? [] : [...list.data.subarray(4)];
    expect(pages).toEqual([...new Set(pages)].toSorted((a, b) => a - b));
    const others = [0x01, 0x7f, 0x81, 0x84, 0x87, 0x8f, 0x91, 0xb6, 0xbf, 0xc0, 0xff];
    for (const page of new Set([...pages, 0x00, 0x80, 0x83, 0x86, 0xb0, 0xb1, 0xb2, 0xb3, 0xb4, 0xb5, ...others])) {
      const answer = await initiator.command(cdb.inquiry(4096, page), { read: 4096 });
      if (pages.includes(page)) {
        const data = Buffer.from(answer.data);
        expect([answer.status, data[0], data[1], data.readUInt16BE(2)]).toEqual([0, 0x01, page, data.length - 4]);
      } else expect(answer).toMatchObject({ status: 2, sense: { key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte: 2 } } });
    }
  });

  it('serves what REPORT SUPPORTED OPERATION CODES lists, and answers 20/00 to everything else', async () => {
    const initiator = await attach(model);
    const commands = await listed(initiator);
    const served: number[] = [];
    for (let code = 0; code < 256; code++) {
      const { status, sense } = await initiator.command(Uint8Array.of(code, ...new Array<number>(15).fill(0)), { read: 4096 });
      if (status !== 2 || sense?.code !== 0x2000) served.push(code);
    }
    // What SCSI-2 makes mandatory for sequential-access devices, every one has (X3.131 §10.2).
    for (const code of [0x00, 0x01, 0x03, 0x05, 0x08, 0x0a, 0x10, 0x11, 0x12, 0x15, 0x16, 0x17, 0x19, 0x1a, 0x1d])
      expect(served, `${code.toString(16)}h`).toContain(code);
    if (commands === undefined) return;
    const codes = commands.map(({ operationCode }) => operationCode);
    expect(served).toEqual([...new Set(codes)].toSorted((a, b) => a - b));
    for (const { operationCode, cdbLength } of commands)
      expect([operationCode, cdbLength]).toEqual([operationCode, lengthByGroup[operationCode >> 5] ?? cdbLength]);
    // Where there are service actions, those that are not listed are refused at their field; reading position has forms instead.
    for (const code of new Set(codes)) {
      const actions = commands.filter(({ operationCode }) => operationCode === code).map(({ serviceAction }) => serviceAction);
      if (actions.includes(undefined)) expect(actions).toEqual([undefined]);
      else
        for (let action = 0; action < 32; action++) {
          if (actions.includes(action)) continue;
          const answer = await initiator.command(Uint8Array.of(code, action, ...new Array<number>(14).fill(0)), { read: 4096 });
          expect(answer, `${code}/${action}`).toMatchObject({
            status: 2,
            sense: { key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte: 1 } },
          });
        }
    }
  });

  it('tells of one command what it tells of all, with its bytes and timeouts', async () => {
    const initiator = await attach(model);
    const commands = await listed(initiator, { timeouts: true });
    if (commands === undefined) return;
    for (const { operationCode, serviceAction, cdbLength, timeouts } of commands) {
      expect([timeouts!.readUInt16BE(0), timeouts![3]]).toEqual([0x0a, 0]);
      expect(timeouts!.readUInt32BE(8)).toBeGreaterThanOrEqual(timeouts!.readUInt32BE(4));
      const one = cdb.reportOperationCodes(operationCode);
      one[2] = 0x80 | (serviceAction === undefined ? 1 : 2);
      one.set([(serviceAction ?? 0) >> 8, (serviceAction ?? 0) & 0xff], 4);
      const data = await dataOf(initiator, one);
      expect([data[1]! & 0x87, data.readUInt16BE(2)]).toEqual([0x83, cdbLength]);
      expect(data.length).toBe(4 + cdbLength + 12);
      expect(data[4]).toBe(operationCode);
      if (serviceAction !== undefined) expect(data[5]! & 0x1f).toBe(serviceAction);
      expect(Buffer.compare(data.subarray(4 + cdbLength), timeouts!)).toBe(0);
      one[2] = serviceAction === undefined ? 2 : 1;
      expect(await initiator.command(one, { read: 4096 })).toMatchObject({ status: 2, sense: { key: 5, code: 0x2400 } });
      one[2] = 3;
      expect((await dataOf(initiator, one))[1]! & 0x87).toBe(3);
    }
    const unserved = await dataOf(initiator, cdb.reportOperationCodes(0x28));
    expect([unserved.length, unserved[1]! & 0x87]).toEqual([4, 1]);
  });

  it('takes back all of its mode pages as it gave them', async () => {
    const initiator = await attach(model);
    const all = await dataOf(initiator, cdb.modeSense6(0x3f));
    expect([all[0], all[3]]).toEqual([all.length - 1, 8]);
    const list = Uint8Array.from(all);
    list[0] = 0;
    const { status, sense } = await initiator.command(cdb.modeSelect6(list.length), { write: list });
    expect({ status, sense }).toEqual({ status: 0, sense: undefined });
    expect(Buffer.compare(await dataOf(initiator, cdb.modeSense6(0x3f)), all)).toBe(0);
    // Each page it lists comes alone as well.
    for (let at = 12; at < all.length; ) {
      const code = all[at]! & 0x3f;
      if (code === 0) break;
      const length = 2 + all[at + 1]!;
      const page = await dataOf(initiator, cdb.modeSense6(code, { noDescriptor: true }));
      expect(Buffer.compare(page.subarray(4), all.subarray(at, at + length)), `${code.toString(16)}h`).toBe(0);
      at += length;
    }
  });

  it('has every log page that page 00h lists, its parameters in order', async () => {
    const initiator = await attach(model);
    const answer = await initiator.command(cdb.logSense(0x00), { read: 4096 });
    if (answer.status === 2) {
      expect(answer).toMatchObject(invalidOperationCode);
      return;
    }
    const pages = [...answer.data.subarray(4)];
    expect(pages).toEqual([...new Set(pages)].toSorted((a, b) => a - b));
    expect(pages[0]).toBe(0x00);
    for (const page of pages.slice(1)) {
      const data = await dataOf(initiator, cdb.logSense(page));
      expect([data[0]! & 0x3f, data.readUInt16BE(2)]).toEqual([page, data.length - 4]);
      let at = 4;
      let last = -1;
      for (; at < data.length; at += 4 + data[at + 3]!) {
        expect(data.readUInt16BE(at), `${page.toString(16)}h`).toBeGreaterThan(last);
        last = data.readUInt16BE(at);
      }
      expect(at).toBe(data.length);
    }
  });

  it('gives sense data of the length it has, cut where a host asks for less', async () => {
    const initiator = await attach(model);
    const whole = await dataOf(initiator, cdb.requestSense(255));
    expect(whole[0]! & 0x7f).toBe(0x70);
    expect(whole[7]).toBe(whole.length - 8);
    // Empty: NOT READY, medium not present.
    expect([whole[2]! & 0x0f, whole[12]]).toEqual([2, 0x3a]);
    for (const length of [8, 14, 18])
      expect([...(await dataOf(initiator, cdb.requestSense(length)))]).toEqual([...whole.subarray(0, length)]);
  });
});

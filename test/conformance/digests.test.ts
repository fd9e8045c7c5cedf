/** Digests that are right (RFC 7143 §11.2.3, §11.2.4, §13.1): who chooses them, where they stand, and what they cover. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { digestOf, sealed } from './digest.ts';
import type { Initiator } from './initiator.ts';
import { LabUnderTest } from './lab-under-test.ts';
import { pattern } from './pattern.ts';
import { encode, hex } from './pdu-table.ts';
import { pairValue } from './text-pairs.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

/** No length of a segment is a multiple of four, so that there is padding everywhere. */
const solicited = {
  InitialR2T: 'Yes',
  ImmediateData: 'No',
  MaxRecvDataSegmentLength: '1001',
  MaxBurstLength: '5003',
  FirstBurstLength: '512',
};
const unsolicited = { InitialR2T: 'No', ImmediateData: 'Yes', MaxRecvDataSegmentLength: '65535', FirstBurstLength: '4099' };
const combinations = ['None', 'CRC32C'].flatMap((HeaderDigest) => ['None', 'CRC32C'].map((DataDigest) => ({ HeaderDigest, DataDigest })));
const both = { HeaderDigest: 'CRC32C', DataDigest: 'CRC32C' };

const agreed = (digests: { HeaderDigest: string; DataDigest: string }) => ({
  header: digests.HeaderDigest === 'CRC32C',
  data: digests.DataDigest === 'CRC32C',
});

/** A block of each length to the tape and back. */
async function expectRoundTrips(initiator: Initiator, lengths: readonly number[], segment?: number): Promise<void> {
  for (const [seed, length] of lengths.entries()) {
    const options = { write: pattern(length, seed), ...(segment !== undefined && { segment }) };
    expect(await initiator.command(cdb.write6(length), options)).toMatchObject({ status: 0, residual: 0 });
  }
  expect((await initiator.command(cdb.rewind())).status).toBe(0);
  for (const [seed, length] of lengths.entries()) {
    const { status, data } = await initiator.command(cdb.read6(length), { read: length });
    expect(status).toBe(0);
    expect(Buffer.compare(data, pattern(length, seed)), `the block of ${length} bytes`).toBe(0);
  }
}

describe('CRC32C as the other side counts it (RFC 7143 Appendix A.4)', () => {
  it.each<[string, Uint8Array, string]>([
    ['32 bytes of zeros', new Uint8Array(32), 'aa36918a'],
    ['32 bytes of ones', new Uint8Array(32).fill(0xff), '43aba862'],
    ['32 bytes that rise', Uint8Array.from({ length: 32 }, (_, index) => index), '4e79dd46'],
    ['32 bytes that fall', Uint8Array.from({ length: 32 }, (_, index) => 31 - index), '5cdb3f11'],
    [
      'a SCSI Command',
      Buffer.from('01c00000000000000000000000000000140000000000040000000014000000182800000000000000020000000000000000', 'hex').subarray(
        0,
        48,
      ),
      '563a96d9',
    ],
  ])('%s', (_, bytes, digest) => expect(hex(digestOf(bytes))).toBe(digest));
});

describe.each(['HeaderDigest', 'DataDigest'])('the choice of a %s (RFC 7143 §6.2.1, §13.1; UNH-IOL Login #9.2)', (key) => {
  it.each([
    ['None', 'None'],
    ['CRC32C', 'CRC32C'],
    ['CRC32C,None', 'CRC32C'],
    ['None,CRC32C', 'None'],
    ['Z-com.example.digest,CRC32C,None', 'CRC32C'],
    ['Z-com.example.digest,None,CRC32C', 'None'],
  ])('of %s is %s: the first that the target knows', async (offered, chosen) => {
    const initiator = await lab.attach({ offers: { [key]: offered } });
    expect(pairValue(initiator.login.pairs, key)).toBe(chosen);
    expect(initiator.connection.digests).toEqual({
      header: false,
      data: false,
      [key === 'HeaderDigest' ? 'header' : 'data']: chosen === 'CRC32C',
    });
    expect(Buffer.compare((await initiator.ping(pattern(41))).data, pattern(41))).toBe(0);
  });

  it('of none that it knows is refused, and there is none', async () => {
    const initiator = await lab.attach({ offers: { [key]: 'Z-com.example.digest' } });
    expect(pairValue(initiator.login.pairs, key)).toBe('Reject');
    expect(Buffer.compare((await initiator.ping(pattern(41))).data, pattern(41))).toBe(0);
  });
});

describe.each(combinations)('a session with HeaderDigest $HeaderDigest and DataDigest $DataDigest (RFC 7143 §11.2.3)', (digests) => {
  it('is agreed on', async () => {
    expect((await lab.attach({ offers: digests })).connection.digests).toEqual(agreed(digests));
    expect((await lab.logIn({ offers: digests, discovery: true })).connection.digests).toEqual(agreed(digests));
  });

  it('carries blocks of every padding both ways, in commands and behind them', async () => {
    const initiator = await lab.attachToBlank({ offers: { ...unsolicited, ...digests } });
    await expectRoundTrips(initiator, [1, 2, 3, 4, 5, 6, 7, 8, 47, 48, 49, 191, 192, 193, 4095, 4096, 4097, 4100]);
  });

  it('carries bursts that were asked for, cut into segments of odd lengths', async () => {
    const initiator = await lab.attachToBlank({ offers: { ...solicited, ...digests } });
    await expectRoundTrips(initiator, [1, 1001, 5003, 10_007, 25_000], 333);
  });

  it('carries a megabyte', async () => {
    const initiator = await lab.attachToBlank({ offers: { ...unsolicited, ...digests } });
    await expectRoundTrips(initiator, [1_048_575]);
  });

  it('carries pings, text, sense data and a logout', async () => {
    const initiator = await lab.attachToBlank({ offers: digests });
    for (const length of [0, 1, 2, 3, 4, 5, 1000])
      expect(Buffer.compare((await initiator.ping(pattern(length))).data, pattern(length))).toBe(0);
    expect(await initiator.text([['X-com.example.key', '1']])).toEqual([['X-com.example.key', 'NotUnderstood']]);
    expect((await initiator.command(cdb.read6(10), { read: 10 })).sense).toMatchObject({ key: 8, code: 0x0005 });
    expect(await initiator.manage(5)).toBe(0);
    expect(await initiator.logOut()).toMatchObject({ response: 0 });
  });

  it('serves discovery', async () => {
    const finder = await lab.logIn({ discovery: true, offers: digests });
    expect((await finder.text([['SendTargets', 'All']])).some(([key]) => key === 'TargetName')).toBe(true);
    await finder.logOut();
  });

  it('finds its PDUs in a stream that is cut anywhere', async () => {
    const initiator = await lab.attach({ offers: digests });
    const { connection } = initiator;
    for (let step = 1; step <= 60; step += 7) {
      const request = {
        kind: 'nop-out',
        final: true,
        targetTransferTag: 0xffff_ffff,
        data: pattern(9, step),
        ...initiator.numbers(true),
      } as const;
      connection.conduct.sent(request);
      const bytes = sealed(encode(request), connection.digests);
      for (let at = 0; at < bytes.length; at += step) {
        connection.sendBytes(bytes.subarray(at, at + step));
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(Buffer.compare((await connection.receive('nop-in')).data, pattern(9, step))).toBe(0);
    }
  });
});

describe('additional header segments (RFC 7143 §11.2.2, §11.2.3)', () => {
  it.each([4, 8, 24, 252])('of %i bytes are covered by the header digest', async (length) => {
    const initiator = await lab.attach({ offers: both });
    const additionalHeader = new Uint8Array(length);
    // Reserved type 3: what it holds means nothing, and how long it is is all that there is to know.
    additionalHeader.set([0, length - 3, 3]);
    const request = {
      kind: 'scsi-command',
      final: true,
      attribute: 1,
      cdb: cdb.testUnitReady(),
      additionalHeader,
      ...initiator.numbers(),
    } as const;
    initiator.connection.send(request);
    await initiator.connection.receiveAny(({ kind }) => kind === 'scsi-response' || kind === 'reject');
    expect((await initiator.command(cdb.inquiry(36), { read: 36 })).status).toBe(0);
  });
});

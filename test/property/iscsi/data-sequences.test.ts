/** Whatever was negotiated, data crosses whole, in PDUs and bursts that keep to it. */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { type DataInPiece, DataInSequence } from '../../../src/iscsi/data-in-sequence.ts';
import { DataOutAllowance } from '../../../src/iscsi/data-out-allowance.ts';
import { DataOutSequence } from '../../../src/iscsi/data-out-sequence.ts';
import type { OperationalParameters } from '../../../src/iscsi/operational-parameters.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { dataOut, makeRig, pattern, scsiCommand, settled } from '../../unit/iscsi/rig.ts';

const parameters: fc.Arbitrary<OperationalParameters> = fc
  .record({
    initialR2T: fc.boolean(),
    immediateData: fc.boolean(),
    maximumBurstLength: fc.integer({ min: 1, max: 200 }),
    firstBurstLength: fc.integer({ min: 1, max: 200 }),
    maximumOutstandingR2T: fc.integer({ min: 1, max: 4 }),
    maximumSendDataSegmentLength: fc.integer({ min: 1, max: 100 }),
    time2WaitSeconds: fc.constant(0),
    time2RetainSeconds: fc.constant(0),
  })
  .map((some) => ({ ...some, firstBurstLength: Math.min(some.firstBurstLength, some.maximumBurstLength) }));
const lengths = fc.integer({ min: 0, max: 600 });

test.prop([parameters, lengths, lengths, fc.integer({ min: 1, max: 64 }), fc.boolean()], { numRuns: 200 })(
  'data out: any negotiated way of sending gives the device the bytes it wants',
  async (agreed, expectedLength, wanted, segment, ahead) => {
    const queue: { tag: number; start: number; end: number }[] = [];
    const unsolicitedEnd = Math.min(agreed.firstBurstLength, expectedLength);
    const immediateLength = agreed.immediateData ? Math.min(segment, unsolicitedEnd) : 0;
    const unsolicitedFollows = !agreed.initialR2T && immediateLength < unsolicitedEnd;
    let outstanding = 0;
    let expectedR2tSn = 0;
    const sequence = new DataOutSequence({
      expectedLength,
      immediateData: pattern(immediateLength),
      unsolicitedFollows,
      parameters: agreed,
      allowance: new DataOutAllowance(300),
      solicit: (r2tSn, offset, length) => {
        expect(r2tSn).toBe(expectedR2tSn++);
        expect(length).toBeGreaterThan(0);
        expect(length).toBeLessThanOrEqual(agreed.maximumBurstLength);
        outstanding += 1;
        expect(outstanding).toBeLessThanOrEqual(agreed.maximumOutstandingR2T);
        queue.push({ tag: r2tSn, start: offset, end: offset + length });
        return r2tSn;
      },
    });
    if (unsolicitedFollows) queue.push({ tag: 0xffff_ffff, start: immediateLength, end: unsolicitedEnd });
    if (ahead) sequence.solicitAhead();
    const taken = sequence.take(wanted);
    for (let burst = queue.shift(); burst !== undefined; burst = queue.shift()) {
      const { tag, start, end } = burst;
      for (let offset = start, dataSn = 0; offset < end; offset += segment, dataSn += 1) {
        const stop = Math.min(offset + segment, end);
        if (stop === end && tag !== 0xffff_ffff) outstanding -= 1;
        const data = pattern(stop - offset, offset);
        expect(
          sequence.receive(dataOut({ targetTransferTag: tag, bufferOffset: offset, dataSn, final: stop === end, data })),
        ).toBeUndefined();
      }
    }
    expect((await taken).toBytes()).toEqual(pattern(Math.min(wanted, expectedLength)).toBytes());
    expect(sequence.failure).toBeUndefined();
    let quiet = false;
    sequence.finish(() => {
      quiet = true;
    });
    expect(quiet).toBe(true);
  },
);

test.prop([parameters, lengths, fc.array(lengths, { maxLength: 5 })], { numRuns: 200 })(
  'data in: any hand-over of the device arrives whole, clipped to what was expected',
  async (agreed, expectedLength, handed) => {
    const pieces: DataInPiece[] = [];
    const sequence = new DataInSequence({
      expectedLength,
      parameters: () => agreed,
      send: (piece) => pieces.push(piece),
      drained: () => undefined,
    });
    let total = 0;
    for (const length of handed) {
      await sequence.send(pattern(length, total));
      total += length;
    }
    const last = await sequence.finish();
    if (last !== undefined) pieces.push(last);
    const length = Math.min(total, expectedLength);
    expect(ByteList.concat(pieces.map(({ data }) => data)).toBytes()).toEqual(pattern(length).toBytes());
    let burst = 0;
    pieces.forEach(({ data, dataSn, bufferOffset, final }, index) => {
      expect(dataSn).toBe(index);
      expect(bufferOffset).toBe(pieces.slice(0, index).reduce((sum, piece) => sum + piece.data.length, 0));
      expect(data.length).toBeGreaterThan(0);
      expect(data.length).toBeLessThanOrEqual(agreed.maximumSendDataSegmentLength);
      burst += data.length;
      expect(burst).toBeLessThanOrEqual(agreed.maximumBurstLength);
      expect(final).toBe(burst === agreed.maximumBurstLength || index === pieces.length - 1);
      if (final) burst = 0;
    });
  },
);

/** What a wire may do to a Data-Out, or an initiator that ends a burst early. */
const fate = fc.oneof(
  { weight: 30, arbitrary: fc.constant('arrives' as const) },
  fc.constantFrom('corrupt' as const, 'lost' as const, 'cut short' as const, 'misplaced' as const),
);

test.prop([parameters, lengths, lengths, fc.array(fate, { minLength: 1, maxLength: 40 }), fc.boolean(), fc.boolean()], { numRuns: 300 })(
  'data out: what is corrupt, lost or wrong on its way fails the command, and gives the device nothing',
  async (agreed, expectedLength, wanted, fates, ahead, unasked) => {
    const bursts: { tag: number; start: number; end: number }[] = [];
    const unsolicitedEnd = Math.min(agreed.firstBurstLength, expectedLength);
    const unsolicitedFollows = unasked && !agreed.initialR2T && unsolicitedEnd > 0;
    if (unsolicitedFollows) bursts.push({ tag: 0xffff_ffff, start: 0, end: unsolicitedEnd });
    const limit = 10_000;
    const allowance = new DataOutAllowance(limit);
    const sequence = new DataOutSequence({
      expectedLength,
      immediateData: ByteList.empty,
      unsolicitedFollows,
      parameters: agreed,
      allowance,
      solicit: (tag, offset, length) => {
        bursts.push({ tag, start: offset, end: offset + length });
        return tag;
      },
    });
    if (ahead) sequence.solicitAhead();
    const taken = sequence.take(wanted).then(
      (data) => data,
      () => 'refused' as const,
    );
    let lost = 0;
    let wrong = 0;
    let next = 0;
    for (let burst = bursts.shift(); burst !== undefined; burst = bursts.shift()) {
      const { tag, start, end } = burst;
      for (let offset = start, dataSn = 0; offset < end; offset += 50, dataSn += 1) {
        const stop = Math.min(offset + 50, end);
        const last = stop === end;
        const data = pattern(stop - offset, offset);
        const pdu = dataOut({ targetTransferTag: tag, bufferOffset: offset, dataSn, final: last, data });
        const what = fates[next++ % fates.length]!;
        // The last of a burst cannot be lost without anybody missing it: that is for time to find.
        if (what === 'lost' && !last) {
          lost += 1;
          continue;
        }
        if (what === 'corrupt') {
          lost += 1;
          sequence.receiveCorrupt(pdu);
        } else if (what === 'cut short' && !last) {
          const short = tag !== 0xffff_ffff || expectedLength > agreed.firstBurstLength;
          if (short) wrong += 1;
          sequence.receive({ ...pdu, final: true });
          break;
        } else if (what === 'misplaced') {
          wrong += 1;
          sequence.receive({ ...pdu, bufferOffset: offset + 4 });
        } else sequence.receive(pdu);
      }
    }
    const data = await taken;
    if (lost + wrong === 0) {
      expect(sequence.failure).toBeUndefined();
      expect(data === 'refused' ? data : data.toBytes()).toEqual(pattern(Math.min(wanted, expectedLength)).toBytes());
    } else {
      expect(data).toBe('refused');
      expect(sequence.failure).toBeDefined();
      if (wrong === 0) expect(sequence.failure).toBe('protocol-service-crc-error');
      if (lost === 0) expect(sequence.failure).toBe('incorrect-amount-of-data');
    }
    let quiet = false;
    sequence.finish(() => {
      quiet = true;
    });
    expect([quiet, sequence.openTags, allowance.unusedBytes]).toEqual([true, [], limit]);
  },
);

const segment = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom(512, 2 ** 24 - 1));

test.prop([parameters, fc.constantFrom(512, 2 ** 24 - 1), lengths, fc.array(fc.tuple(lengths, segment), { maxLength: 6 })], {
  numRuns: 200,
})(
  'data in: keeps to a MaxRecvDataSegmentLength from the moment it is declared',
  async (agreed, maximumBurstLength, expectedLength, handed) => {
    let maximum = 512;
    let offset = 0;
    const sequence = new DataInSequence({
      expectedLength,
      parameters: () => ({ ...agreed, maximumBurstLength, maximumSendDataSegmentLength: maximum }),
      send: ({ data, bufferOffset, final }) => {
        expect([bufferOffset, final]).toEqual([offset, (offset + data.length) % maximumBurstLength === 0]);
        expect(data.length).toBe(Math.min(maximum, maximumBurstLength - (offset % maximumBurstLength)));
        offset += data.length;
      },
      drained: () => undefined,
    });
    let total = 0;
    for (const [length, declared] of handed) {
      maximum = declared;
      await sequence.send(pattern(length, total));
      total += length;
    }
    const last = await sequence.finish();
    expect(offset + (last?.data.length ?? 0)).toBe(Math.min(total, expectedLength));
    if (last !== undefined) expect(last).toMatchObject({ bufferOffset: offset, final: true });
    expect(last?.data.length ?? 0).toBeLessThanOrEqual(maximum);
  },
);

const direction = fc.record({ expected: lengths, moved: lengths });

test.prop([fc.constantFrom('read', 'write', 'both'), direction, direction, fc.constantFrom(0, 2, 8), fc.boolean()], { numRuns: 200 })(
  'a command ends with one status, and with the residual of each direction',
  async (kind, outbound, inbound, status, withSense) => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn({ offers: [['MaxRecvDataSegmentLength', '512']] });
    const sense = withSense && status === 2 ? new Uint8Array(18).fill(7) : undefined;
    device.behave = async (task) => {
      if (kind !== 'read') await task.receiveDataOut(outbound.moved);
      if (kind !== 'write') await task.sendDataIn(pattern(inbound.moved));
      return sense === undefined ? { status } : { status, sense };
    };
    const readLength = new Uint8Array(5);
    new DataView(readLength.buffer).setUint32(1, inbound.expected);
    receive(
      scsiCommand({
        read: kind !== 'write',
        write: kind !== 'read',
        expectedDataTransferLength: kind === 'read' ? inbound.expected : outbound.expected,
        data: kind === 'read' ? ByteList.empty : pattern(outbound.expected),
        additionalHeaderSegments: kind === 'both' ? [{ type: 2, bytes: readLength }] : [],
      }),
    );
    await settled();
    const residual = ({ expected, moved }: { expected: number; moved: number }) => ({
      kind: moved > expected ? 'overflow' : moved < expected ? 'underflow' : 'none',
      count: Math.abs(expected - moved),
    });
    const sent = port.take();
    const dataIns = sent.flatMap((pdu) => (pdu.opcode === Opcode.dataIn ? pdu : []));
    const responses = sent.flatMap((pdu) => (pdu.opcode === Opcode.scsiResponse ? pdu : []));
    expect(dataIns.length + responses.length).toBe(sent.length);
    expect(dataIns.reduce((sum, { data }) => sum + data.length, 0)).toBe(kind === 'write' ? 0 : Math.min(inbound.expected, inbound.moved));
    // A status in a Data-In is GOOD, of a command of one direction, and of the last PDU.
    const withStatus = dataIns.filter(({ hasStatus }) => hasStatus);
    expect(withStatus.length + responses.length).toBe(1);
    expect(withStatus.length).toBe(dataIns.length > 0 && status === 0 && kind === 'read' ? 1 : 0);
    expect(withStatus.length === 0 || dataIns.at(-1) === withStatus[0]).toBe(true);
    const ending = withStatus[0] ?? responses[0]!;
    expect([ending.status, ending.residual]).toEqual([status, residual(kind === 'read' ? inbound : outbound)]);
    if (ending.opcode === Opcode.scsiResponse) {
      expect(ending.bidirectionalReadResidual).toEqual(kind === 'both' ? residual(inbound) : { kind: 'none', count: 0 });
      expect([ending.expDataSn, ending.data.length]).toEqual([dataIns.length, sense === undefined ? 0 : 20]);
    }
  },
);

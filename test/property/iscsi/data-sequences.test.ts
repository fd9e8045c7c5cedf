/** Whatever was negotiated, data crosses whole, in PDUs and bursts that keep to it. */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { type DataInPiece, DataInSequence } from '../../../src/iscsi/data-in-sequence.ts';
import { DataOutAllowance } from '../../../src/iscsi/data-out-allowance.ts';
import { DataOutSequence } from '../../../src/iscsi/data-out-sequence.ts';
import type { OperationalParameters } from '../../../src/iscsi/operational-parameters.ts';
import { dataOut, pattern } from '../../unit/iscsi/rig.ts';

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

/**
 * Whatever was negotiated and however a target asks for data, what is written is what arrives; and data-in arrive as they were sent, wherever they are cut.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import type { OperationalParameters } from '../../../src/host/initiator/negotiation.ts';
import { ScsiExchange } from '../../../src/host/initiator/scsi-exchange.ts';
import type { DataOutPdu } from '../../../src/wire/data-out.ts';
import { Opcode, RESERVED_TAG } from '../../../src/wire/opcode.ts';
import type { ScsiCommandPdu } from '../../../src/wire/scsi-command.ts';

const MOST = 150_000;
const longest = Uint8Array.from({ length: MOST }, (_, at) => at + (at >> 8) * 7 + (at >> 16) * 13);
const block = (length: number): Uint8Array => longest.subarray(0, length);
/** Lengths on both sides of every bound that the parameters set. */
const length = fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: MOST }));
const bound = fc.oneof(fc.constantFrom(512, 1024, 4096, 65_536), fc.integer({ min: 512, max: 70_000 }));
const parameters: fc.Arbitrary<OperationalParameters> = fc
  .record({
    headerDigest: fc.constant(false),
    dataDigest: fc.constant(false),
    initialR2T: fc.boolean(),
    immediateData: fc.boolean(),
    segmentToTarget: bound,
    segmentToUs: bound,
    maximumBurst: bound,
    firstBurst: bound,
    timeToWaitMs: fc.constant(0),
  })
  .map((all) => ({ ...all, firstBurst: Math.min(all.firstBurst, all.maximumBurst) }));

const numbers = { statSn: 2, expCmdSn: 2, maxCmdSn: 33 };

/** A sequence as the standard has it: DataSN from 0, one piece behind the other, only the last with the F bit. */
function takeSequence(arrived: Uint8Array, pdus: readonly DataOutPdu[], from: number, to: number, tag: number, most: number): void {
  let at = from;
  for (const [n, pdu] of pdus.entries()) {
    expect({ ...pdu, data: undefined }).toMatchObject({
      dataSn: n,
      bufferOffset: at,
      targetTransferTag: tag,
      final: n === pdus.length - 1,
    });
    expect(pdu.data.length).toBeGreaterThan(0);
    expect(pdu.data.length).toBeLessThanOrEqual(most);
    pdu.data.copyTo(arrived, at);
    at += pdu.data.length;
  }
  expect(at).toBe(to);
}

it('data-out arrive whole, whatever was negotiated (RFC 7143 §13.10 to §13.14)', () => {
  fc.assert(
    fc.property(length, parameters, fc.array(fc.integer({ min: 1, max: 80_000 })), (bytes, keys, wishes) => {
      const written = block(bytes);
      const exchange = new ScsiExchange({ lun: 0, cdb: new Uint8Array(6), write: written }, 5, keys);
      const [command, ...unsolicited] = exchange.begin(1, 2) as readonly [ScsiCommandPdu, ...DataOutPdu[]];
      const arrived = new Uint8Array(bytes);
      expect(command.data.length).toBe(keys.immediateData ? Math.min(bytes, keys.firstBurst, keys.segmentToTarget) : 0);
      expect(command.final).toBe(unsolicited.length === 0);
      command.data.copyTo(arrived);
      const unasked = keys.initialR2T ? command.data.length : Math.min(bytes, keys.firstBurst);
      takeSequence(arrived, unsolicited, command.data.length, unasked, RESERVED_TAG, keys.segmentToTarget);
      for (let r2tSn = 0, at = unasked; at < bytes; r2tSn++) {
        const asked = Math.min(wishes[r2tSn] ?? keys.maximumBurst, keys.maximumBurst, bytes - at);
        const r2t = {
          opcode: Opcode.readyToTransfer,
          lun: 0n,
          initiatorTaskTag: 5,
          targetTransferTag: r2tSn,
          r2tSn,
          bufferOffset: at,
          desiredDataTransferLength: asked,
        };
        takeSequence(arrived, exchange.readyToTransfer({ ...r2t, ...numbers }, 2), at, at + asked, r2tSn, keys.segmentToTarget);
        at += asked;
      }
      expect(Buffer.compare(arrived, written)).toBe(0);
    }),
    { numRuns: 200 },
  );
});

it('data-in arrive whole, however they are cut and wherever the status is', () => {
  fc.assert(
    fc.property(
      length,
      fc.integer({ min: 0, max: 3000 }),
      fc.array(fc.integer({ min: 1, max: 70_000 })),
      fc.boolean(),
      parameters,
      (bytes, spare, cuts, collapsed, keys) => {
        const sent = block(bytes);
        const exchange = new ScsiExchange({ lun: 0, cdb: new Uint8Array(6), read: bytes + spare }, 5, keys);
        const residual = spare === 0 ? ({ kind: 'none', count: 0 } as const) : ({ kind: 'underflow', count: spare } as const);
        let dataSn = 0;
        let answer: ReturnType<ScsiExchange['dataIn']>;
        for (let at = 0; at < bytes; dataSn++) {
          const to = Math.min(bytes, at + (cuts[dataSn] ?? 65_536));
          expect(answer).toBeUndefined();
          answer = exchange.dataIn({
            opcode: Opcode.dataIn,
            final: to === bytes,
            acknowledge: false,
            hasStatus: collapsed && to === bytes,
            residual,
            status: 0,
            lun: 0n,
            initiatorTaskTag: 5,
            targetTransferTag: RESERVED_TAG,
            dataSn,
            bufferOffset: at,
            data: ByteList.of(sent.subarray(at, to)),
            ...numbers,
          });
          at = to;
        }
        const none = { kind: 'none', count: 0 } as const;
        answer ??= exchange.response({
          opcode: Opcode.scsiResponse,
          bidirectionalReadResidual: none,
          residual,
          response: 0,
          status: 0,
          initiatorTaskTag: 5,
          snackTag: 0,
          expDataSn: dataSn,
          data: ByteList.empty,
          ...numbers,
        });
        expect(answer).toMatchObject({ kind: 'status', status: 0, residual: spare });
        expect(answer.kind === 'status' && Buffer.compare(answer.data.toBytes(), sent)).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bearsStatus, StatusNumbering } from '../../../src/faults/status-numbering.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { Opcode, RESERVED_TAG } from '../../../src/wire/opcode.ts';
import type { TargetPdu } from '../../../src/wire/pdu.ts';
import { noResidual } from '../../../src/wire/residual.ts';

const window = { expCmdSn: 5, maxCmdSn: 9 };
const answer = (statSn: number, initiatorTaskTag = 1): TargetPdu => ({
  opcode: Opcode.nopIn,
  lun: 0n,
  initiatorTaskTag,
  targetTransferTag: RESERVED_TAG,
  statSn,
  ...window,
  data: ByteList.empty,
});
const ping = (statSn: number): TargetPdu => answer(statSn, RESERVED_TAG);
const dataIn = (statSn: number, hasStatus: boolean): TargetPdu => ({
  opcode: Opcode.dataIn,
  final: true,
  acknowledge: false,
  hasStatus,
  residual: noResidual,
  status: 0,
  lun: 0n,
  initiatorTaskTag: 1,
  targetTransferTag: RESERVED_TAG,
  statSn,
  ...window,
  dataSn: 0,
  bufferOffset: 0,
  data: ByteList.empty,
});

describe('StatusNumbering', () => {
  test('leaves the numbers as they are while nothing is taken out or put in', () => {
    const numbering = new StatusNumbering();
    for (const pdu of [answer(7), ping(8), dataIn(0, false), dataIn(8, true)]) expect(numbering.passing(pdu)).toBe(pdu);
  });

  test('has the next one bear the number of what was withdrawn', () => {
    const numbering = new StatusNumbering();
    numbering.withdraw(numbering.passing(answer(0)));
    expect(numbering.passing(ping(1)).statSn).toBe(0);
    expect(numbering.passing(dataIn(1, true)).statSn).toBe(0);
    expect(numbering.passing(answer(2)).statSn).toBe(1);
    // A Data-In without a status has none, and to lose a ping takes nothing away.
    expect(numbering.passing(dataIn(0, false)).statSn).toBe(0);
    numbering.withdraw(numbering.passing(ping(3)));
    expect(numbering.passing(answer(3)).statSn).toBe(2);
  });

  test('does not give a number again that others have followed', () => {
    const numbering = new StatusNumbering();
    const late = numbering.passing(answer(0));
    numbering.leaving(numbering.passing(answer(1)));
    numbering.withdraw(late);
    expect(numbering.passing(answer(2)).statSn).toBe(2);
  });

  test('takes the number of a PDU that was withdrawn and leaves once more for used', () => {
    const numbering = new StatusNumbering();
    const twice = numbering.passing(answer(0));
    numbering.withdraw(twice);
    numbering.leaving(twice);
    expect(numbering.passing(answer(1)).statSn).toBe(1);
    const lost = numbering.passing(answer(2));
    for (let copies = 0; copies < 2; copies++) numbering.withdraw(lost);
    expect(numbering.passing(answer(3)).statSn).toBe(2);
  });

  test('numbers what is put in, and what comes behind it', () => {
    const numbering = new StatusNumbering();
    numbering.passing(answer(0xffff_ffff));
    expect(numbering.insert(answer(99))).toMatchObject({ statSn: 0, ...window });
    expect(numbering.insert(ping(99)).statSn).toBe(1);
    expect(numbering.passing(answer(0)).statSn).toBe(1);
  });

  test('begins where the initiator says', () => {
    const numbering = new StatusNumbering();
    numbering.begin({ expStatSn: 40, cmdSn: 3 } as never);
    expect(numbering.insert(answer(0))).toMatchObject({ statSn: 40, expCmdSn: 3, maxCmdSn: 3 });
  });

  test('knows which PDUs use up a number', () => {
    expect([answer(0), ping(0), dataIn(0, true), dataIn(0, false)].map(bearsStatus)).toEqual([true, false, true, false]);
    expect(bearsStatus({ opcode: Opcode.readyToTransfer, statSn: 1 } as never)).toBe(false);
    expect(bearsStatus({ opcode: Opcode.dataOut } as never)).toBe(false);
    expect(bearsStatus({ opcode: Opcode.reject, statSn: 1 } as never)).toBe(true);
  });

  test('gives every status that leaves the number after that of the one before it', () => {
    const steps = fc.array(fc.constantFrom('pass', 'withdraw', 'insert', 'ping'), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 0xffff_ffff }), (all, first) => {
        const numbering = new StatusNumbering();
        numbering.begin({ expStatSn: first, cmdSn: 0 } as never);
        let own = first;
        let expected = first;
        for (const step of all) {
          if (step === 'ping') {
            expect(numbering.passing(ping(own)).statSn).toBe(expected);
            continue;
          }
          const leaving = step === 'insert' ? numbering.insert(answer(0)) : numbering.passing(answer(own));
          if (step !== 'insert') own = (own + 1) >>> 0;
          if (step === 'withdraw') numbering.withdraw(leaving);
          else {
            expect(leaving.statSn).toBe(expected);
            expected = (expected + 1) >>> 0;
          }
        }
      }),
    );
  });
});

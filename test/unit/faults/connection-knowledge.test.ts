import { beforeEach, describe, expect, test } from 'vitest';
import { ConnectionKnowledge } from '../../../src/faults/connection-knowledge.ts';
import { encodeLun, toLun } from '../../../src/scsi/target.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { TaskManagementFunctionCode } from '../../../src/wire/task-management-request.ts';

let known: ConnectionKnowledge;
beforeEach(() => {
  known = new ConnectionKnowledge();
});

const command = (initiatorTaskTag: number, lun = 0, cdb = Uint8Array.of(initiatorTaskTag)): void =>
  known.hear({ opcode: Opcode.scsiCommand, initiatorTaskTag, lun: encodeLun(toLun(lun)), cdb } as never);
const manage = (code: number, about: object, response = 0): void => {
  known.hear({ opcode: Opcode.taskManagementRequest, function: code, initiatorTaskTag: 99, lun: encodeLun(toLun(0)), ...about } as never);
  known.tell({ opcode: Opcode.taskManagementResponse, initiatorTaskTag: 99, statSn: 0, response } as never);
};
const outstanding = (): readonly number[] =>
  [1, 2, 3].filter((initiatorTaskTag) => known.commandOf({ opcode: Opcode.dataOut, initiatorTaskTag } as never) !== undefined);

describe('the knowledge of a connection', () => {
  test('keeps no more of a command than says which it is', () => {
    const received = new Uint8Array(65_536).fill(7);
    command(1, 0, received.subarray(100, 132));
    const { cdb } = known.commandOf({ opcode: Opcode.dataOut, initiatorTaskTag: 1 } as never)!;
    expect({ length: cdb.length, held: cdb.buffer.byteLength }).toEqual({ length: 16, held: 16 });
  });

  test.each([
    ['the one that ABORT TASK names', TaskManagementFunctionCode.abortTask, { referencedTaskTag: 2 }, [1, 3]],
    ['those of a unit', TaskManagementFunctionCode.logicalUnitReset, { lun: encodeLun(toLun(1)) }, [1, 2]],
    ['all of the target', TaskManagementFunctionCode.targetWarmReset, {}, []],
    ['none where none has ended', TaskManagementFunctionCode.clearAca, {}, [1, 2, 3]],
  ])('forgets the commands that have been aborted: %s', (_which, code, about, left) => {
    command(1);
    command(2);
    command(3, 1);
    manage(code, about, 255);
    expect(outstanding()).toEqual([1, 2, 3]);
    manage(code, about);
    expect(outstanding()).toEqual(left);
  });
});

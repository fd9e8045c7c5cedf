/**
 * Task management among commands that read, write and wait, with initiators that go on sending data after they asked for an abort and others that do
 * not: every function is answered, nothing is heard of a task after the function that covered it, and every other command ends once.
 */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { encodeLun, toLun } from '../../../src/scsi/target.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { TaskManagementFunctionCode as Code } from '../../../src/wire/task-management-request.ts';
import { dataOut, firstCmdSn, good, makeRig, pattern, scsiCommand, settled, taskManagement } from '../../unit/iscsi/rig.ts';

const deed = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('command' as const), lun: fc.nat(1), write: fc.boolean(), late: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('perform' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('data' as const), which: fc.nat(7) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('manage' as const),
      code: fc.constantFrom(Code.abortTask, Code.abortTaskSet, Code.clearTaskSet, Code.logicalUnitReset, Code.targetWarmReset),
      lun: fc.nat(1),
      which: fc.nat(7),
      immediate: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('silence' as const) }) },
);

interface Command {
  readonly tag: number;
  readonly lun: number;
  readonly cmdSn: number;
  arrived: boolean;
  ended: boolean;
  /** A function that covers it has been sent, and answered. */
  covered: 'no' | 'perhaps' | 'for good';
}
interface Burst {
  readonly tag: number;
  readonly targetTransferTag: number;
  readonly bufferOffset: number;
  readonly length: number;
}

test.prop([fc.array(deed, { maxLength: 40 }), fc.boolean()], { numRuns: 300 })(
  'what is aborted is silent, what is not is answered',
  async (deeds, goesOnSending) => {
    const { device, events, clock, logIn } = makeRig();
    const { port, receive } = logIn({
      offers: [
        ['MaxBurstLength', '512'],
        ['MaxOutstandingR2T', '2'],
      ],
    });
    const commands: Command[] = [];
    const bursts: Burst[] = [];
    const functions = new Map<number, readonly Command[]>();
    const late: (() => void)[] = [];
    let cmdSn = firstCmdSn;
    let performed = 0;
    let nextFunctionTag = 10_000;

    const hear = (): void => {
      for (const pdu of port.take()) {
        expect(pdu.opcode).not.toBe(Opcode.reject);
        if (pdu.opcode === Opcode.readyToTransfer) {
          const { initiatorTaskTag: tag, targetTransferTag, bufferOffset, desiredDataTransferLength: length } = pdu;
          bursts.push({ tag, targetTransferTag, bufferOffset, length });
        } else if (pdu.opcode === Opcode.scsiResponse) {
          const command = commands[pdu.initiatorTaskTag]!;
          expect([command.ended, command.covered === 'for good']).toEqual([false, false]);
          command.ended = true;
        } else if (pdu.opcode === Opcode.taskManagementResponse) {
          const covered = functions.get(pdu.initiatorTaskTag)!;
          expect(covered).toBeDefined();
          functions.delete(pdu.initiatorTaskTag);
          for (const command of covered) command.covered = 'for good';
        }
      }
    };
    const answer = ({ tag, targetTransferTag, bufferOffset, length }: Burst): void => {
      if (!goesOnSending && commands[tag]!.covered !== 'no') return;
      receive(dataOut({ initiatorTaskTag: tag, targetTransferTag, bufferOffset, data: pattern(length, bufferOffset) }));
    };
    const perform = (): void => {
      const started = device.started[performed];
      if (started === undefined) return;
      performed += 1;
      const { task, end } = started;
      if (task.dataOutLength === 0) end(good);
      else
        task.receiveDataOut(1500).then(
          () => end(good),
          () => end('aborted'),
        );
    };
    const manage = (code: number, lun: number, which: number, immediate: boolean): void => {
      const initiatorTaskTag = nextFunctionTag++;
      const one = commands[which % Math.max(1, commands.length)];
      if (code === Code.abortTask && one === undefined) return;
      // Of a command that has not arrived when its abort does, the target knows the number and nothing else.
      const covers = (command: Command): boolean =>
        code === Code.abortTask
          ? command === one && (command.lun === lun || (immediate && !command.arrived))
          : code === Code.targetWarmReset || command.lun === lun;
      const covered = commands.filter((command) => covers(command) && command.covered !== 'for good');
      for (const command of covered) command.covered = 'perhaps';
      functions.set(initiatorTaskTag, covered);
      const task = { referencedTaskTag: one?.tag ?? 0, refCmdSn: one?.cmdSn ?? 0 };
      receive(
        taskManagement({
          initiatorTaskTag,
          function: code,
          lun: encodeLun(toLun(lun)),
          immediate,
          cmdSn,
          ...(code === Code.abortTask && task),
        }),
      );
      if (!immediate) cmdSn += 1;
    };
    const arrive = (): void => {
      for (const send of late.splice(0)) send();
    };

    for (const one of deeds) {
      if (one.do === 'command') {
        const command: Command = { tag: commands.length, lun: one.lun, cmdSn, arrived: false, ended: false, covered: 'no' };
        commands.push(command);
        cmdSn += 1;
        const pdu = scsiCommand({
          initiatorTaskTag: command.tag,
          lun: encodeLun(toLun(one.lun)),
          cmdSn: command.cmdSn,
          write: one.write,
          expectedDataTransferLength: one.write ? 1500 : 0,
        });
        const send = (): void => {
          command.arrived = true;
          receive(pdu);
        };
        if (one.late) late.push(send);
        else send();
      } else if (one.do === 'perform') perform();
      else if (one.do === 'data') bursts.splice(one.which % Math.max(1, bursts.length), 1).forEach(answer);
      else if (one.do === 'silence') clock.advance(1100);
      else manage(one.code, one.lun, one.which, one.immediate);
      await settled();
      hear();
    }
    for (let round = 0; round < 60; round++) {
      arrive();
      perform();
      bursts.splice(0).forEach(answer);
      await settled();
      hear();
      clock.advance(100);
    }
    expect([...functions.keys()]).toEqual([]);
    const open = commands.filter(({ ended, covered }) => !ended && covered === 'no');
    expect(open).toEqual([]);
    expect(events.filter(({ event }) => event === 'connection.failed')).toEqual([]);
    expect(port.closed).toBeUndefined();
  },
);

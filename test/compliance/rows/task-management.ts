/** §4.2.3, §11.5, §11.6: task management. */
import type { ComplianceRow } from '../row.ts';

const file = 'conformance/task-management.test.ts';
const order = 'conformance/task-management-order.test.ts';
const nexuses = 'conformance/task-management-nexuses.test.ts';
const functions = 'iscsi/task-management.ts';

export const taskManagementRows: readonly ComplianceRow[] = [
  {
    section: '4.2.3.3',
    subject: 'Which tasks are affected',
    conduct: 'all with a smaller CmdSN, of which an immediate request awaits those that are missing',
    test: { file: order, title: 'function %i, immediate, waits for those that are missing before it' },
    removal: { file: functions, passage: 'window.whenDeliveredUpTo(pdu.cmdSn, start);', becomes: 'start();' },
  },
  {
    section: '4.2.3.3',
    subject: 'Data that is on its way',
    conduct: 'R2Ts of affected tasks are met before the device is asked, unless the initiator says nothing for a second',
    test: { file: 'unit/iscsi/task-management.test.ts', title: 'waits for them, asks for no more, and only then asks the device' },
    removal: {
      file: functions,
      passage: 'return affected.every(({ dataOut }) => dataOut.quiet) ? undefined : whenQuiet(affected, channel);',
      becomes: 'return undefined;',
    },
  },
  {
    section: '4.2.3.3',
    subject: 'Data that comes after the response',
    conduct: 'dropped in silence, also when its task tag has been given to another',
    test: {
      file: 'unit/iscsi/session-tasks.test.ts',
      title: 'is not mistaken for the one before it of the same task tag: data of an aborted task are dropped',
    },
    removal: { file: 'iscsi/session-tasks.ts', passage: 'if (this.#isAbandoned(pdu)) return;', becomes: '' },
  },
  {
    section: '4.2.3.3',
    subject: 'The response is the last word',
    conduct: 'it leaves when the affected tasks are gone; nothing is heard of them afterwards',
    test: {
      file: 'unit/iscsi/task-management.test.ts',
      title: 'answers when the task is gone, and the task says nothing any more',
    },
    removal: { file: functions, passage: 'await Promise.all(affected.map((task) => task.executed));', becomes: '' },
  },
  {
    section: '4.2.3.3',
    subject: 'Tasks of other nexuses, TAS=0',
    conduct: 'end without a status; unit attention 2Fh/00h once to each nexus that lost any',
    test: { file: nexuses, title: 'TAS=0, CLEAR TASK SET: no status, and COMMANDS CLEARED once to each that lost any' },
    removal: {
      file: 'scsi/logical-unit.ts',
      passage:
        "if (forOthers === 'aborted') this.unitAttentions.establishFor(task.nexus, additionalSense.commandsClearedByAnotherInitiator);",
      becomes: '',
    },
  },
  {
    section: '4.2.3.3',
    subject: 'Tasks of other nexuses, TAS=1',
    conduct: 'status TASK ABORTED when their data has come, and no unit attention',
    test: { file: nexuses, title: 'TAS=1, CLEAR TASK SET: TASK ABORTED for each, when its data has come, and no unit attention' },
    removal: {
      file: 'scsi/logical-unit.ts',
      passage: "taskAbortedStatus ? { status: Status.taskAborted } : 'aborted'",
      becomes: "taskAbortedStatus === undefined ? { status: Status.taskAborted } : 'aborted'",
    },
  },
  { section: '4.2.3.4', subject: 'FastAbort', conduct: 'TaskReporting comes to RFC3720: multi-task aborts have the standard semantics' },
  {
    section: '7.2.2',
    subject: 'Reassignment of tasks',
    conduct: 'TASK REASSIGN is answered with response 4; a task ends with its connection',
  },
  {
    section: '11.5.1',
    subject: 'ABORT TASK',
    conduct: 'ends the one task, without a status and without a block',
    test: { file, title: 'ends a write that waits for data, without status and without a block' },
    removal: { file: functions, passage: "[Code.abortTask, { function: 'abort-task', reaches: 'one-task' }],", becomes: '' },
  },
  {
    section: '11.5.1',
    subject: 'ABORT TASK SET',
    conduct: 'ends the tasks of its own nexus on the logical unit, and of no other',
    test: { file, title: 'ends the tasks of its own session on its logical unit, and of no other' },
    removal: {
      file: 'scsi/scsi-target-device.ts',
      passage: "'abort-task-set': (unit, { nexus }) => complete(unit.abortTaskSet(nexus)),",
      becomes: "'abort-task-set': (unit, { nexus }) => complete(unit.clearTaskSet(nexus)),",
    },
  },
  {
    section: '11.5.1',
    subject: 'CLEAR ACA',
    conduct: 'response 5 (not supported): there is no ACA, NormACA is 0',
    test: { file, title: 'function %i' },
    removal: {
      file: functions,
      passage: "'not-supported': Response.functionNotSupported,",
      becomes: "'not-supported': Response.functionComplete,",
    },
  },
  {
    section: '11.5.1',
    subject: 'CLEAR TASK SET',
    conduct: 'ends the tasks of every nexus on the logical unit',
    test: { file, title: "ends every session's tasks, and tells the others" },
    removal: {
      file: 'scsi/scsi-target-device.ts',
      passage: "'clear-task-set': (unit, { nexus }) => complete(unit.clearTaskSet(nexus)),",
      becomes: "'clear-task-set': (unit, { nexus }) => complete(unit.abortTaskSet(nexus)),",
    },
  },
  {
    section: '11.5.1',
    subject: 'LOGICAL UNIT RESET',
    conduct: 'ends all tasks and the reservation, resets the mode parameters, and tells every nexus (29h)',
    test: { file, title: 'ends all tasks, resets the mode pages, and tells every nexus' },
    removal: { file: 'scsi/logical-unit.ts', passage: 'await this.#whateverHappens(() => this.device.reset(kind));', becomes: '' },
  },
  {
    section: '11.5.1',
    subject: 'TARGET WARM RESET',
    conduct: 'resets every logical unit that the initiator is shown; the sessions stay',
    test: { file, title: 'warm: every logical unit is reset, and the sessions stay' },
    removal: { file: functions, passage: "[Code.targetWarmReset, { function: 'target-warm-reset', reaches: 'target' }],", becomes: '' },
  },
  {
    section: '11.5.1',
    subject: 'TARGET COLD RESET',
    conduct: 'resets as a power on, and ends every session of the target that is shown a unit which was reset',
    test: { file, title: 'cold: the sessions of the target end, and those of others do not' },
    removal: {
      file: 'iscsi/session.ts',
      passage: 'if (code === TaskManagementFunctionCode.targetColdReset && response === 0) coldReset();',
      becomes: 'if (code === TaskManagementFunctionCode.targetColdReset && response !== 0) coldReset();',
    },
  },
  {
    section: '11.5.1',
    subject: 'TASK REASSIGN',
    conduct: 'response 4 (allegiance reassignment not supported)',
    test: { file, title: 'TASK REASSIGN, at error recovery level 0' },
    removal: { file: functions, passage: 'if (pdu.function === Code.taskReassign) return', becomes: 'if (pdu.function < 0) return' },
  },
  {
    section: '11.5.1',
    subject: 'Reserved functions',
    conduct: 'response 5 (not supported)',
    test: { file: order, title: 'a function: every reserved code' },
    removal: {
      file: functions,
      passage: 'if (row === undefined) return Response.functionNotSupported;',
      becomes: 'if (row === undefined) return Response.functionRejected;',
    },
  },
  {
    section: '11.5.4',
    subject: 'Referenced Task Tag of a text exchange',
    conduct: 'ABORT TASK ends it as if it had never been',
    test: { file: 'conformance/text-exchange.test.ts', title: '%s is as if it had never been' },
    removal: { file: functions, passage: 'if (abandonText(pdu.referencedTaskTag)) return Response.functionComplete;', becomes: '' },
  },
  {
    section: '11.5.5',
    subject: 'RefCmdSN of a command that has not arrived',
    conduct: 'counts as received: the command is not carried out any more',
    test: { file, title: 'takes a command that has not arrived for received: it is not carried out any more (§11.6.1, b)' },
    removal: { file: functions, passage: 'if (window.accepts(pdu.refCmdSn)) window.take(pdu.refCmdSn, () => {});', becomes: '' },
  },
  {
    section: '11.6.1',
    subject: 'Response 1',
    conduct: 'the task does not exist, and its CmdSN is outside of the window',
    test: { file, title: 'finds no task that has ended: its CmdSN is before the window' },
    removal: {
      file: functions,
      passage: 'if (!window.includes(pdu.refCmdSn) || !serialLess(pdu.refCmdSn, pdu.cmdSn)) return Response.taskDoesNotExist;',
      becomes: '',
    },
  },
  {
    section: '11.6.1',
    subject: 'Response 2',
    conduct: 'the LUN does not exist',
    test: { file: order, title: 'function %i on a logical unit that is not there' },
    removal: {
      file: functions,
      passage: "'lun-does-not-exist': Response.lunDoesNotExist,",
      becomes: "'lun-does-not-exist': Response.functionComplete,",
    },
  },
];

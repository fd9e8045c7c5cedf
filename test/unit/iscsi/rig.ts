/**
 * An iSCSI node without a network: ports that keep what is sent, a device that does what a test says, a clock that stands still, and request
 * PDUs with the fields that nobody cares about filled in.
 */
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';
import type { IscsiEvent } from '../../../src/iscsi/events.ts';
import { IscsiNode } from '../../../src/iscsi/iscsi-node.ts';
import type { IscsiNodeOptions } from '../../../src/iscsi/iscsi-node-options.ts';
import type { ConnectionInput, Endpoint, Port } from '../../../src/iscsi/port.ts';
import {
  type Nexus,
  type ScsiTarget,
  type ScsiTask,
  TaskAbortedError,
  type TaskManagementRequest,
  type TaskManagementResponse,
  type TaskOutcome,
} from '../../../src/scsi/target.ts';
import type { DataOutPdu } from '../../../src/wire/data-out.ts';
import { type Framing, loginFraming } from '../../../src/wire/framing.ts';
import { type LoginRequestPdu, LoginStage } from '../../../src/wire/login-request.ts';
import type { LogoutRequestPdu } from '../../../src/wire/logout-request.ts';
import type { NopOutPdu } from '../../../src/wire/nop-out.ts';
import { Opcode, RESERVED_TAG } from '../../../src/wire/opcode.ts';
import type { InitiatorPdu, TargetPdu } from '../../../src/wire/pdu.ts';
import type { ScsiCommandPdu } from '../../../src/wire/scsi-command.ts';
import type { TaskManagementRequestPdu } from '../../../src/wire/task-management-request.ts';
import { decodeText, encodeText, type TextPair } from '../../../src/wire/text.ts';
import type { TextRequestPdu } from '../../../src/wire/text-request.ts';

export const targetName = 'iqn.2026-11.local.tapelab:drive0';
export const initiatorName = 'iqn.2026-11.local.host:one';

/** Between whom and by which portal a connection is. */
export type Door = Pick<Port, 'local' | 'remote' | 'portalGroupTag'>;

export class FakePort implements Port {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly portalGroupTag: number;
  framing: Framing = loginFraming;
  readonly sent: TargetPdu[] = [];
  closed: { how: 'after-sending' | 'at-once'; reason: string } | undefined;
  readonly #clock: ManualClock;
  readonly #timers = new Set<object>();
  #full: { promise: Promise<void>; resolve(): void } | undefined;

  constructor(clock: ManualClock, door: Partial<Door> = {}) {
    this.#clock = clock;
    this.local = door.local ?? { address: '127.0.0.1', port: 3260 };
    this.remote = door.remote ?? { address: '127.0.0.1', port: 40_000 };
    this.portalGroupTag = door.portalGroupTag ?? 1;
  }

  send(pdu: TargetPdu): void {
    if (this.closed === undefined) this.sent.push(pdu);
  }

  useFraming(framing: Framing): void {
    this.framing = framing;
  }

  drained(): Promise<void> | undefined {
    return this.#full?.promise;
  }

  close(how: 'after-sending' | 'at-once', reason: string): void {
    this.closed ??= { how, reason };
  }

  schedule(delayMs: number, action: () => void): () => void {
    const entry = {};
    this.#timers.add(entry);
    const cancel = this.#clock.schedule(delayMs, () => {
      this.#timers.delete(entry);
      action();
    });
    return () => {
      this.#timers.delete(entry);
      cancel();
    };
  }

  /** How many calls back are still to come. */
  get timerCount(): number {
    return this.#timers.size;
  }

  /** From now on there is no room, until `drain`. */
  fill(): void {
    let resolve = (): void => {};
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    this.#full = { promise, resolve };
  }

  drain(): void {
    const full = this.#full;
    this.#full = undefined;
    full?.resolve();
  }

  /** What has been sent since the last time, oldest first. */
  take(): TargetPdu[] {
    return this.sent.splice(0);
  }

  /** The one PDU that has been sent since the last time, of this kind. */
  takeOne<O extends TargetPdu['opcode']>(opcode: O): Extract<TargetPdu, { opcode: O }> {
    const taken = this.take();
    if (taken.length !== 1 || taken[0]!.opcode !== opcode)
      throw new Error(
        `one PDU ${opcode.toString(16)}h was expected, not ${taken.map((pdu) => `${pdu.opcode.toString(16)}h`).join(' ') || 'none'}`,
      );
    return taken[0] as Extract<TargetPdu, { opcode: O }>;
  }
}

/** A task that the device has got and ends when the test says so. */
export interface StartedTask {
  readonly task: ScsiTask;
  end(outcome: TaskOutcome): void;
}

/** Keeps tasks until the test ends them, or does with each what `behave` says. */
export class FakeTarget implements ScsiTarget {
  readonly started: StartedTask[] = [];
  readonly managed: TaskManagementRequest[] = [];
  readonly established: Nexus[] = [];
  readonly lost: Nexus[] = [];
  readonly abandoned: Nexus[] = [];
  behave: ((task: ScsiTask) => Promise<TaskOutcome>) | undefined;
  manageAs: (request: TaskManagementRequest) => Promise<TaskManagementResponse> = async (request) => {
    this.abort(request);
    return 'complete';
  };

  nexusEstablished(nexus: Nexus): void {
    this.established.push(nexus);
  }

  nexusLost(nexus: Nexus): void {
    this.lost.push(nexus);
  }

  tasksAbandoned(nexus: Nexus): void {
    this.abandoned.push(nexus);
  }

  execute(task: ScsiTask): Promise<TaskOutcome> {
    if (this.behave !== undefined)
      return this.behave(task).catch((error: unknown) => {
        if (error instanceof TaskAbortedError) return 'aborted';
        throw error;
      });
    return new Promise((resolve) => {
      this.started.push({ task, end: resolve });
    });
  }

  manage(request: TaskManagementRequest): Promise<TaskManagementResponse> {
    this.managed.push(request);
    return this.manageAs(request);
  }

  /** Ends the tasks that a function is about. */
  abort({ function: name, lun, tag }: TaskManagementRequest): void {
    for (const { task, end } of this.started)
      if (name.startsWith('target') || (task.lun === lun && (name !== 'abort-task' || task.tag === tag))) end('aborted');
  }
}

export const good: TaskOutcome = { status: 0 };

/** Lets every promise that can settle do so. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export interface Rig {
  readonly clock: ManualClock;
  readonly device: FakeTarget;
  readonly events: IscsiEvent[];
  readonly node: IscsiNode;
  connect(door?: Partial<Door>): Link;
  /** A connection whose session is established. */
  logIn(options?: LogInOptions): Link;
}

export interface Link {
  readonly port: FakePort;
  readonly input: ConnectionInput;
  receive(...pdus: InitiatorPdu[]): void;
}

export interface LogInOptions {
  readonly initiator?: string;
  readonly target?: string;
  readonly isid?: Uint8Array;
  readonly discovery?: boolean;
  readonly offers?: readonly TextPair[];
  /** DefaultTime2Retain: by default the session goes with its connection. */
  readonly retainSeconds?: number;
  readonly fields?: Partial<LoginRequestPdu>;
  readonly door?: Partial<Door>;
}

export function makeRig(options: Partial<IscsiNodeOptions> = {}): Rig {
  const clock = new ManualClock(1_000);
  const device = new FakeTarget();
  const events: IscsiEvent[] = [];
  const node = new IscsiNode({ targets: [{ name: targetName, device }], clock, publish: (event) => events.push(event), ...options });
  const connect = (door?: Partial<Door>): Link => {
    const port = new FakePort(clock, door);
    const input = node.accept(port);
    return {
      port,
      input,
      receive: (...pdus) => {
        for (const pdu of pdus) input.receive(pdu);
      },
    };
  };
  const logIn = (options: LogInOptions = {}): Link => {
    const { initiator = initiatorName, target = targetName, isid, discovery = false, offers = [], retainSeconds = 0, fields } = options;
    const link = connect(options.door);
    const names: TextPair[] = [['InitiatorName', initiator], discovery ? ['SessionType', 'Discovery'] : ['TargetName', target]];
    const retention: TextPair[] = [
      ['DefaultTime2Wait', '0'],
      ['DefaultTime2Retain', String(retainSeconds)],
    ];
    link.receive(loginRequest([...names, ...retention, ...offers], { ...(isid !== undefined && { isid }), ...fields }));
    const response = link.port.takeOne(Opcode.loginResponse);
    if (response.status !== 0) throw new Error(`login failed: ${response.status.toString(16)}`);
    return link;
  };
  return { clock, device, events, node, connect, logIn };
}

/** CmdSN of the first command after `loginRequest`. */
export const firstCmdSn = 100;

/** By default the only one of a login: operational, with T, to the full feature phase. */
export const loginRequest = (pairs: readonly TextPair[], fields: Partial<LoginRequestPdu> = {}): LoginRequestPdu => ({
  opcode: Opcode.loginRequest,
  immediate: true,
  transit: true,
  continues: false,
  currentStage: LoginStage.loginOperationalNegotiation,
  nextStage: LoginStage.fullFeaturePhase,
  versionMax: 0,
  versionMin: 0,
  isid: Uint8Array.of(0x40, 0, 1, 0x37, 0, 0),
  tsih: 0,
  initiatorTaskTag: 0,
  connectionId: 1,
  cmdSn: firstCmdSn,
  expStatSn: 7,
  data: encodeText(pairs),
  ...fields,
});

export const scsiCommand = (fields: Partial<ScsiCommandPdu>): ScsiCommandPdu => ({
  opcode: Opcode.scsiCommand,
  immediate: false,
  final: true,
  read: false,
  write: false,
  attribute: 1,
  lun: 0n,
  initiatorTaskTag: 1,
  expectedDataTransferLength: 0,
  cmdSn: firstCmdSn,
  expStatSn: 0,
  cdb: new Uint8Array(16),
  additionalHeaderSegments: [],
  data: ByteList.empty,
  ...fields,
});

export const dataOut = (fields: Partial<DataOutPdu>): DataOutPdu => ({
  opcode: Opcode.dataOut,
  final: true,
  lun: 0n,
  initiatorTaskTag: 1,
  targetTransferTag: RESERVED_TAG,
  expStatSn: 0,
  dataSn: 0,
  bufferOffset: 0,
  data: ByteList.empty,
  ...fields,
});

export const taskManagement = (fields: Partial<TaskManagementRequestPdu>): TaskManagementRequestPdu => ({
  opcode: Opcode.taskManagementRequest,
  immediate: true,
  function: 1,
  lun: 0n,
  initiatorTaskTag: 900,
  referencedTaskTag: RESERVED_TAG,
  cmdSn: firstCmdSn,
  expStatSn: 0,
  refCmdSn: 0,
  expDataSn: 0,
  ...fields,
});

export const nopOut = (fields: Partial<NopOutPdu> = {}): NopOutPdu => ({
  opcode: Opcode.nopOut,
  immediate: true,
  lun: 0n,
  initiatorTaskTag: 500,
  targetTransferTag: RESERVED_TAG,
  cmdSn: firstCmdSn,
  expStatSn: 0,
  data: ByteList.empty,
  ...fields,
});

export const textRequest = (text: readonly TextPair[] | ByteList, fields: Partial<TextRequestPdu> = {}): TextRequestPdu => ({
  opcode: Opcode.textRequest,
  immediate: true,
  final: true,
  continues: false,
  lun: 0n,
  initiatorTaskTag: 600,
  targetTransferTag: RESERVED_TAG,
  cmdSn: firstCmdSn,
  expStatSn: 0,
  data: text instanceof ByteList ? text : encodeText(text),
  ...fields,
});

export const logoutRequest = (fields: Partial<LogoutRequestPdu> = {}): LogoutRequestPdu => ({
  opcode: Opcode.logoutRequest,
  immediate: true,
  reason: 0,
  initiatorTaskTag: 700,
  connectionId: 1,
  cmdSn: firstCmdSn,
  expStatSn: 0,
  ...fields,
});

/** The pairs that a PDU carries. */
export function pairsIn({ data }: { readonly data: ByteList }): readonly TextPair[] {
  const decoded = decodeText(data.toBytes());
  if ('error' in decoded) throw new Error(decoded.error);
  return decoded.pairs;
}

/** `length` bytes that tell where they belong. */
export const pattern = (length: number, from = 0): ByteList => ByteList.of(Uint8Array.from({ length }, (_, index) => (from + index) % 251));

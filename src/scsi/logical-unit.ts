/**
 * A logical unit (SAM-5 §4.6): the task set, and around the device everything that SAM and SPC have in common for all of them. A device
 * makes its logical unit itself, as the last step of its constructor:
 *
 *     this.logicalUnit = new LogicalUnit({ device: this, publish });
 */
import { type Clock, systemClock } from '../foundation/clock.ts';
import { type Publish, publishNothing } from '../foundation/event.ts';
import { type AdditionalSense, additionalSense } from './additional-sense.ts';
import { Buffers } from './buffers.ts';
import { type CommandContext, serve } from './command.ts';
import type { CommandAtHand, CommandFilter } from './command-filter.ts';
import { CommandTable } from './command-table.ts';
import { sharedCommands } from './commands/index.ts';
import { complete } from './completion.ts';
import type { DeviceServer, Reset } from './device-server.ts';
import type { LogicalUnitEvent } from './events.ts';
import { type Disguise, Identification } from './identification.ts';
import { t10VendorIdentifier } from './identity.ts';
import type { LogicalUnitInventory } from './inventory.ts';
import type { LogPage } from './log-pages.ts';
import { LogValues } from './log-values.ts';
import type { LogicalUnitView } from './logical-unit-view.ts';
import { cdbAsRead } from './lun-in-cdb.ts';
import { MediumRemoval } from './medium-removal.ts';
import { ModePages } from './mode-pages.ts';
import { checkCondition, type Outcome } from './outcome.ts';
import { PersistentReservationKeeper } from './persistent-reservation-keeper.ts';
import { refusal } from './preconditions.ts';
import { Reservation, type ReservationEnded } from './reservation.ts';
import { illegalRequest, type Sense, SenseKey } from './sense.ts';
import { encodeSense, encodeSenseOf } from './sense-format.ts';
import { controlPage } from './shared-mode-pages.ts';
import { Status } from './status.ts';
import { type Nexus, type ScsiTask, TaskAbortedError, type TaskOutcome, toLun } from './target.ts';
import { type EnteredTask, TaskCourse, TaskSet } from './task-set.ts';
import { Timestamp } from './timestamp.ts';
import { UnitAttentions } from './unit-attention.ts';
import type { VitalProductDataPage } from './vital-product-data.ts';

/** For those whose task was at the unit when it was taken away (SAM-5 §5.11). */
const notThereAnyMore: TaskOutcome = {
  status: Status.checkCondition,
  sense: encodeSense(illegalRequest(additionalSense.logicalUnitNotSupported)),
};

const internalTargetFailure = checkCondition({ key: SenseKey.hardwareError, additional: additionalSense.internalTargetFailure });

export class LogicalUnit implements LogicalUnitView {
  readonly device: DeviceServer;
  readonly commands: CommandTable;
  readonly modePages: ModePages;
  readonly logPages: readonly LogPage[];
  readonly logValues = new LogValues();
  readonly identification: Identification;
  readonly unitAttentions = new UnitAttentions();
  readonly reservation: Reservation;
  readonly persistentReservations: PersistentReservationKeeper;
  /** Kept for devices with removable media; PREVENT ALLOW MEDIUM REMOVAL is a shared row. */
  readonly mediumRemoval = new MediumRemoval();
  readonly timestamp: Timestamp;
  readonly buffers = new Buffers();
  readonly #publish: Publish<LogicalUnitEvent>;
  readonly #taskSet: TaskSet;
  readonly #clock: Clock;
  #filter: CommandFilter | undefined;
  #impediment: Sense | undefined;
  /** Until it joins a target device, a unit is alone at LUN 0. */
  #inventory: LogicalUnitInventory = {
    luns: () => [toLun(0)],
    reported: (nexus) => this.unitAttentions.clear(nexus, additionalSense.reportedLunsDataChanged),
  };

  constructor(options: { device: DeviceServer; publish?: Publish; taskSetSize?: number }) {
    const { device, publish = publishNothing, taskSetSize = 256 } = options;
    this.device = device;
    this.#publish = publish;
    this.commands = new CommandTable([...serve<LogicalUnitView>(this, sharedCommands(device)), ...device.commands], device.served);
    this.modePages = new ModePages(device.modePages, device.nonvolatileMemory);
    const reservationEnded: ReservationEnded = (nexusId, how) => device.reservationEnded?.(nexusId, how);
    this.reservation = new Reservation(reservationEnded);
    this.persistentReservations = new PersistentReservationKeeper(device.nonvolatileMemory, reservationEnded);
    this.#clock = device.clock ?? systemClock;
    this.timestamp = new Timestamp(this.#clock);
    this.logPages = device.logPages;
    this.identification = new Identification(device.identity, device.vitalProductData);
    this.#taskSet = new TaskSet({ capacity: taskSetSize, perform: (task) => this.#perform(task) });
  }

  /** From now on every command passes through `filter`. */
  interpose(filter: CommandFilter): void {
    this.#filter = filter;
  }

  get inventory(): LogicalUnitInventory {
    return this.#inventory;
  }

  /** Told by the target device which units stand beside this one. */
  joinTarget(inventory: LogicalUnitInventory): void {
    this.#inventory = inventory;
  }

  /** The words for a CDB: `READ(6) fixed transferLength=1`. */
  describe(cdb: Uint8Array): string {
    return this.commands.describe(cdb);
  }

  /** A unit attention for every nexus but `except`: a device's 28/00 after a load. */
  establishUnitAttention(condition: AdditionalSense, except?: Nexus): void {
    this.unitAttentions.establish(condition, except);
  }

  get vitalProductData(): readonly VitalProductDataPage[] {
    return this.identification.pages;
  }

  readiness(): Sense | undefined {
    return this.#impediment ?? this.device.readiness();
  }

  /** Something that the device knows nothing of keeps the unit from being ready, until the power goes or what is returned is called. */
  impede(sense: Sense): () => void {
    this.#impediment = sense;
    return () => {
      if (this.#impediment !== sense) return;
      this.#impediment = undefined;
      if (this.readiness() === undefined) this.establishUnitAttention(additionalSense.notReadyToReadyChange);
    };
  }

  /** The unit says from now on that it is another; every nexus is told when `told` (SPC-4 §6.6: INQUIRY data that change). */
  disguise(disguise: Disguise, { lasts, told }: { readonly lasts: boolean; readonly told: boolean }): void {
    const { identity, pages } = this.identification;
    this.identification.assume(disguise, { lasts });
    if (!told) return;
    const now = this.identification;
    // New firmware first: it tells of a reset, which makes all that was pending before it pointless.
    if (now.identity.productRevisionLevel !== identity.productRevisionLevel) this.establishUnitAttention(additionalSense.microcodeChanged);
    if (t10VendorIdentifier(now.identity) !== t10VendorIdentifier(identity) || now.pages.length !== pages.length)
      this.establishUnitAttention(additionalSense.inquiryDataChanged);
  }

  /** It is taken away from its target. What is under way in the device goes on; nobody waits for it any more. */
  async withdrawn(): Promise<void> {
    await this.#taskSet.abort(() => notThereAnyMore);
  }

  /** The power goes, and with it all tasks and all that stood in volatile memory only. It is back with a reset, which is told to hosts. */
  async powerOff(): Promise<void> {
    void this.#taskSet.abort(() => 'aborted');
    // At once: what the device is at does not delay the loss.
    const off = this.#whateverHappens(() => this.device.powerOff?.());
    await this.#taskSet.exclusively(() => off);
  }

  nexusEstablished(nexus: Nexus): void {
    this.unitAttentions.meet(nexus);
  }

  /** I_T nexus loss (SAM-5 §6.3.4). */
  nexusLost(nexus: Nexus): Promise<void> {
    void this.#taskSet.abort((task) => (task.nexus.id === nexus.id ? 'aborted' : undefined));
    return this.#taskSet.exclusively(() => {
      this.reservation.release(nexus);
      this.mediumRemoval.allow(nexus);
      this.buffers.nexusLost(nexus);
      this.unitAttentions.establishFor(nexus, additionalSense.nexusLossOccurred);
      return this.#whateverHappens(() => this.device.nexusLost(nexus));
    });
  }

  /** The connection that the nexus's tasks came by is gone; the condition stands before the next task is looked at (RFC 7143 §7.6). */
  async tasksAbandoned(nexus: Nexus): Promise<void> {
    await this.#taskSet.abort((task) => {
      if (task.nexus.id !== nexus.id) return undefined;
      this.unitAttentions.establishFor(nexus, additionalSense.someCommandsClearedByIscsiProtocolEvent);
      return 'aborted';
    });
  }

  /** Those that have arrived and not ended. */
  get tasks(): readonly EnteredTask[] {
    return this.#taskSet.tasks;
  }

  async execute(task: ScsiTask): Promise<TaskOutcome> {
    this.unitAttentions.meet(task.nexus);
    const row = this.commands.find(task.cdb);
    const { nexus, lun, tag, cdb } = task;
    const course = new TaskCourse(this.#clock.elapsed());
    const outcome = await this.#taskSet.enter(task, typeof row !== 'string' && row.beside === true, course);
    course.endedMs = this.#clock.elapsed();
    this.#publish({ event: 'logical-unit.task-ended', unit: this.device.identity.serialNumber, nexus, lun, tag, cdb, outcome, course });
    return outcome;
  }

  /** ABORT TASK (SAM-5 §7.2); whether there was such a task. */
  async abortTask(nexus: Nexus, tag: number): Promise<boolean> {
    const aborted = await this.#taskSet.abort((task) => (task.nexus.id === nexus.id && task.tag === tag ? 'aborted' : undefined));
    return aborted.length > 0;
  }

  /** ABORT TASK SET (SAM-5 §7.3). */
  async abortTaskSet(nexus: Nexus): Promise<void> {
    await this.#taskSet.abort((task) => (task.nexus.id === nexus.id ? 'aborted' : undefined));
  }

  /** CLEAR TASK SET (SAM-5 §7.5): the task set is one for all nexuses, and those others that lose tasks are told. */
  async clearTaskSet(nexus: Nexus): Promise<void> {
    const forOthers = this.#abortedByAnother();
    await this.#taskSet.abort((task) => {
      if (task.nexus.id === nexus.id) return 'aborted';
      if (forOthers === 'aborted') this.unitAttentions.establishFor(task.nexus, additionalSense.commandsClearedByAnotherInitiator);
      return forOthers;
    });
  }

  /** PREEMPT AND ABORT (SPC-4 §5.13.11.2.6): what others hear of it is the preemption's to tell. */
  async abortTasksOf(nexuses: ReadonlySet<string>, by: CommandContext): Promise<void> {
    const forOthers = this.#abortedByAnother();
    await this.#taskSet.abort((task) => {
      if (task === by || !nexuses.has(task.nexus.id)) return undefined;
      return task.nexus.id === by.nexus.id ? 'aborted' : forOthers;
    });
  }

  /** Every kind of reset (SAM-5 §6.3.1 to §6.3.3); `by` is the nexus that asked for it, with a function of task management. */
  async reset(kind: Reset, by?: Nexus): Promise<void> {
    // What has lost its power answers nobody; the resets of SAM-2 §6.5 and §6.6 are another nexus's doing, as CLEAR TASK SET is.
    const forOthers = kind === 'power-on' || by === undefined ? 'aborted' : this.#abortedByAnother();
    void this.#taskSet.abort((task) => (task.nexus.id === by?.id ? 'aborted' : forOthers));
    await this.#taskSet.exclusively(async () => {
      this.reservation.reset();
      if (kind === 'power-on') this.#poweredOn();
      this.mediumRemoval.reset();
      this.buffers.reset();
      if (kind !== 'logical-unit-reset') this.timestamp.reset();
      await this.#whateverHappens(() => this.device.reset(kind));
      this.modePages.reset();
      // 29/00 says all that hosts act on, and is what drives of every generation answer after each of them (SAM-5 §6.3).
      this.unitAttentions.establish(additionalSense.powerOnResetOrBusDeviceReset);
    });
    this.#publish({ event: 'logical-unit.reset', unit: this.device.identity.serialNumber, kind });
  }

  #poweredOn(): void {
    this.persistentReservations.powerOn();
    this.identification.powerOn();
    this.#impediment = undefined;
  }

  /** What a task gets that another nexus aborts: a status if TAS=1 (SPC-4 §7.5.8), else nothing. */
  #abortedByAnother(): TaskOutcome {
    return this.modePages.values(controlPage).taskAbortedStatus ? { status: Status.taskAborted } : 'aborted';
  }

  /** A device's reaction that breaks off must not keep a reset or the loss of a nexus from being completed. */
  async #whateverHappens(reaction: () => void | Promise<void> | undefined): Promise<void> {
    try {
      await reaction();
    } catch (error) {
      this.#publish({ event: 'logical-unit.bug', unit: this.device.identity.serialNumber, error });
    }
  }

  /** Rejects only for a task that was aborted. */
  async #perform(task: EnteredTask): Promise<TaskOutcome> {
    task.course.beganAt = this.device.position?.();
    let outcome: Outcome;
    try {
      outcome = await this.#outcomeOf(task);
    } catch (error) {
      if (error instanceof TaskAbortedError) throw error;
      this.#publish({ event: 'logical-unit.bug', unit: this.device.identity.serialNumber, error, cdb: task.cdb });
      outcome = internalTargetFailure;
    }
    const { descriptorFormatSenseData, reportLogExceptionCondition } = this.modePages.values(controlPage);
    // RLEC=1: told as a unit attention, with the next command (SPC-4 §7.3.2.1).
    if (reportLogExceptionCondition && this.logValues.thresholdMet(task.nexus))
      this.unitAttentions.establish(additionalSense.thresholdConditionMet);
    return complete(task, outcome, (sense) => encodeSenseOf(this.device, sense, descriptorFormatSenseData ? 'descriptor' : 'fixed'));
  }

  /** What the host would have been told, and is not since the filter answers something else or nothing, it has still to be told. */
  async #filtered(filter: CommandFilter, command: CommandAtHand, perform: () => Outcome | Promise<Outcome>): Promise<Outcome> {
    const { task, refused } = command;
    let told: Sense | undefined;
    try {
      const outcome = await filter.pass(command, async () => perform());
      told = outcome.sense;
      return outcome;
    } finally {
      const untold = told === refused?.sense ? undefined : refused?.sense;
      if (untold?.key === SenseKey.unitAttention) this.unitAttentions.giveBack(task.nexus, untold.additional);
      else if (untold?.deferred === true) this.device.giveBackDeferredError(task.nexus, untold);
    }
  }

  async #outcomeOf(task: ScsiTask): Promise<Outcome> {
    const row = this.commands.find(task.cdb);
    const refused = refusal(this, row, task);
    if (typeof row === 'string') return refused ?? internalTargetFailure;
    const perform = (): Outcome | Promise<Outcome> => refused ?? row.execute(row.cdb.decode(cdbAsRead(this, task)), task);
    const outcome = await (this.#filter?.inForce === true ? this.#filtered(this.#filter, { row, task, refused }, perform) : perform());
    if (refused !== undefined) return outcome;
    // Commands that pass unit attentions by are not made use of to tell of anything else either.
    if (outcome.status !== Status.good || row.unitAttention === 'passed') return outcome;
    const exception = this.device.takeInformationalException?.();
    return exception === undefined ? outcome : checkCondition(exception, outcome.data);
  }
}

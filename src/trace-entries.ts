/**
 * What happens in any room, as entries of the chronicle. A task's words are made here, of its row, of what it moved and where its drive stood, and of
 * its sense; everything else reads as it does in the log, whose rows say it once.
 */
import type { Bays } from './bays.ts';
import type { Configuration } from './config/schema.ts';
import { eventRows } from './event-rows.ts';
import type { FaultHappening } from './faults/happening.ts';
import type { Happening } from './foundation/event.ts';
import type { IscsiEvent } from './iscsi/events.ts';
import type { LogicalUnitEvent, TargetDeviceEvent } from './scsi/events.ts';
import type { LogicalUnit } from './scsi/logical-unit.ts';
import { readSense, senseInWords } from './scsi/sense-reading.ts';
import { statusName } from './scsi/status.ts';
import { decodeLun, type Nexus } from './scsi/target.ts';
import type { EnteredTask } from './scsi/task-set.ts';
import { iscsiRows, serverRows } from './server/log-rows.ts';
import type { Chronicle } from './trace/chronicle.ts';
import type { EntryKind, TraceNote } from './trace/entry.ts';

/** How an event reads, by its name. */
// biome-ignore lint/suspicious/noExplicitAny: rows of any room's events
export const wordsOfEvents: Readonly<Record<string, { line(event: any): string }>> = Object.assign({}, iscsiRows, serverRows, ...eventRows);

type EventOf<E extends Happening, Name extends E['event']> = E & { readonly event: Name };
type TaskEnded = EventOf<LogicalUnitEvent, 'logical-unit.task-ended'> | EventOf<TargetDeviceEvent, 'target-device.absent-unit-asked'>;

/** By the room that an event comes from, unless it stands here whole. */
const kinds: Readonly<Record<string, EntryKind>> = {
  'task-management': 'task-management',
  'logical-unit.reset': 'reset',
  'logical-unit': 'device',
  server: 'connection',
  connection: 'connection',
  login: 'session',
  session: 'session',
  pdu: 'protocol',
  protocol: 'protocol',
  tape: 'device',
  cartridge: 'device',
  nonvolatile: 'device',
  inventory: 'device',
  stack: 'device',
  lab: 'device',
  library: 'library',
  fault: 'fault',
  'fault.state-entered': 'state',
  operator: 'operator',
};
const kindOf = (event: string): EntryKind => kinds[event] ?? kinds[event.slice(0, event.indexOf('.'))] ?? 'device';

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

/** What an event may hold that an entry tells. */
interface Facts {
  readonly drive?: string;
  readonly library?: string;
  readonly device?: string;
  readonly place?: string;
  /** Of an operator's action. */
  readonly input?: { readonly drive?: string; readonly library?: string };
  readonly unit?: string;
  readonly target?: string | undefined;
  readonly lun?: bigint | number | undefined;
  readonly initiatorName?: string | undefined;
  readonly tsih?: number;
}

/** Whose nexus it is; found out once. */
interface Party {
  readonly target: string;
  readonly initiator: string;
  readonly session: number | undefined;
}

export class TraceEntries {
  readonly #chronicle: Chronicle;
  #lab: { readonly configuration: Configuration; readonly bays: Bays } | undefined;
  /** TSIHs by the names of the initiator port and the target. */
  readonly #sessions = new Map<string, number>();
  #parties = new WeakMap<Nexus, Party>();

  constructor(chronicle: Chronicle) {
    this.#chronicle = chronicle;
  }

  /** The lab whose devices are meant stands. */
  built(lab: { readonly configuration: Configuration; readonly bays: Bays }): void {
    this.#lab = lab;
  }

  readonly hear = (event: Happening): void => {
    const note = this.#noteOf(event);
    if (note !== undefined) this.#chronicle.note(note);
  };

  /** The words for a CDB that was sent to a LUN of a target. */
  readonly describeCdb = (target: string, field: bigint, cdb: Uint8Array): string => {
    const lun = decodeLun(field);
    const device = lun === undefined ? undefined : this.#lab?.configuration.targets[target]?.luns[lun];
    return this.#unitFor(target, device, cdb)?.describe(cdb) ?? Buffer.from(cdb).toString('hex');
  };

  /** The names of all devices. */
  readonly devices = (): readonly string[] => {
    const { drives = {}, libraries = {} } = this.#lab?.configuration ?? {};
    return [...Object.keys(drives), ...Object.keys(libraries)];
  };

  /** The tasks that have arrived and not ended. */
  readonly outstanding = (): readonly TraceNote[] =>
    this.devices().flatMap((device) => {
      const unit = this.#unitNamed(device);
      return unit === undefined ? [] : unit.tasks.map((task) => this.#outstandingNote(device, unit, task));
    });

  /** The target that serves a device. */
  readonly targetOf = (device: string): string | undefined =>
    Object.entries(this.#lab?.configuration.targets ?? {}).find(([, { luns }]) => Object.values(luns).includes(device))?.[0];

  #noteOf(event: Happening): TraceNote | undefined {
    if (isTask(event)) return this.#taskNote(event);
    const row = wordsOfEvents[event.event];
    if (row === undefined) return undefined;
    this.#learn(event as IscsiEvent);
    const { facts, more } = isFault(event) ? faultFacts(event) : { facts: event as Facts, more: {} };
    const device = this.#deviceOf(facts);
    const line = row.line(event);
    const lun = typeof facts.lun === 'bigint' ? decodeLun(facts.lun) : facts.lun;
    const note: Mutable<TraceNote> = {
      kind: kindOf(event.event),
      event: event.event,
      text: device !== undefined && line.startsWith(`${device}: `) ? line.slice(device.length + 2) : line,
      ...more,
    };
    if (device !== undefined) note.device = device;
    if (facts.target !== undefined) note.target = facts.target;
    if (lun !== undefined) note.lun = lun;
    if (facts.initiatorName !== undefined) note.initiator = facts.initiatorName;
    if (facts.tsih !== undefined) note.session = facts.tsih;
    return note;
  }

  /** Written for speed: it is made of every task. */
  #taskNote(event: TaskEnded): TraceNote {
    const { nexus, lun, cdb, outcome } = event;
    const { target, initiator, session } = this.#partyOf(nexus);
    const device = lun === undefined ? undefined : this.#lab?.configuration.targets[target]?.luns[lun];
    const unit = this.#unitFor(target, device, cdb);
    const row = unit?.commands.find(cdb);
    const served = typeof row === 'object' ? row : undefined;
    const course = 'course' in event ? event.course : undefined;
    const status = outcome === 'aborted' ? outcome : statusName(outcome.status);
    const sense = outcome === 'aborted' || outcome.sense === undefined ? undefined : readSense(outcome.sense);

    let text = served !== undefined && movesBlocks.has(served.name) ? served.name : (unit?.describe(cdb) ?? 'unknown command');
    const moved = course === undefined ? 0 : course.bytesOut + course.bytesIn;
    if (moved > 0) text += ` ${moved} B`;
    if (course?.beganAt !== undefined && served?.needsReady === true) text += ` block ${course.beganAt}`;
    text += ` → ${status}`;
    if (sense !== undefined) text += ` ${senseInWords(sense)}`;

    const note: Mutable<TraceNote> = { kind: 'task', event: event.event, text, target, initiator, status };
    if (device !== undefined) note.device = device;
    if (lun !== undefined) note.lun = lun;
    if (session !== undefined) note.session = session;
    if (served !== undefined) note.command = served.name;
    if (sense !== undefined) note.sense = { key: sense.key, asc: sense.asc, ascq: sense.ascq };
    if (course !== undefined) {
      note.arrivedMs = course.arrivedMs;
      note.durationMs = (course.endedMs ?? course.arrivedMs) - course.arrivedMs;
    }
    return note;
  }

  /** A task that goes on, as far as it is known: there is no status yet. */
  #outstandingNote(device: string, unit: LogicalUnit, { nexus, cdb, course }: EnteredTask): TraceNote {
    const { target, initiator } = this.#partyOf(nexus);
    const row = unit.commands.find(cdb);
    const note: Mutable<TraceNote> = {
      kind: 'task',
      event: 'logical-unit.task-arrived',
      text: `${unit.describe(cdb)}, which goes on`,
      target,
      initiator,
      device,
      arrivedMs: course.arrivedMs,
    };
    if (typeof row === 'object') note.command = row.name;
    return note;
  }

  /** Who knows the words for a CDB: the unit at its LUN, and where there is none, any unit of the target that serves such a command. */
  #unitFor(target: string, device: string | undefined, cdb: Uint8Array): LogicalUnit | undefined {
    if (device !== undefined) return this.#unitNamed(device);
    const others = Object.values(this.#lab?.configuration.targets[target]?.luns ?? {}).map((name) => this.#unitNamed(name));
    return others.find((unit) => typeof unit?.commands.find(cdb) === 'object') ?? others[0];
  }

  #unitNamed(device: string): LogicalUnit | undefined {
    const { bays } = this.#lab ?? {};
    return bays?.drives.get(device)?.drive.logicalUnit ?? bays?.libraries.get(device)?.changer.logicalUnit;
  }

  #deviceOf({ device, drive, library, input, place, unit, target, lun }: Facts): string | undefined {
    const named = device ?? drive ?? library ?? input?.drive ?? input?.library;
    if (named !== undefined) return named;
    const { bays, configuration } = this.#lab ?? {};
    if (unit !== undefined) {
      const names = [...(bays?.drives.keys() ?? []), ...(bays?.libraries.keys() ?? [])];
      return names.find((name) => this.#unitNamed(name)?.device.identity.serialNumber === unit);
    }
    if (place !== undefined && bays?.drives.has(place)) return place;
    const at = typeof lun === 'bigint' ? decodeLun(lun) : lun;
    return target === undefined || at === undefined ? undefined : configuration?.targets[target]?.luns[at];
  }

  #partyOf(nexus: Nexus): Party {
    const known = this.#parties.get(nexus);
    if (known !== undefined) return known;
    const target = nexus.targetPort.slice(0, nexus.targetPort.indexOf(','));
    const session = this.#sessions.get(`${nexus.initiatorPort} ${target}`);
    const party = { target, initiator: nexus.initiatorName, session };
    this.#parties.set(nexus, party);
    return party;
  }

  #learn(event: IscsiEvent): void {
    if (event.event !== 'session.established' && event.event !== 'session.continued' && event.event !== 'session.ended') return;
    const { initiatorName, isid, target, tsih } = event;
    const key = `${initiatorName},i,0x${isid} ${target}`;
    if (event.event !== 'session.ended') this.#sessions.set(key, tsih);
    // Whoever took its place has been told of before it ended.
    else if (this.#sessions.get(key) === tsih) this.#sessions.delete(key);
  }
}

const isTask = (event: Happening): event is TaskEnded =>
  event.event === 'logical-unit.task-ended' || event.event === 'target-device.absent-unit-asked';
const isFault = (event: Happening): event is FaultHappening => event.event.startsWith('fault.');

function faultFacts(event: FaultHappening): { readonly facts: Facts; readonly more: Partial<TraceNote> } {
  const { rule } = event;
  const more = {
    ...(rule !== undefined && { rule }),
    ...('action' in event && { action: event.action }),
    ...('state' in event && { state: event.state }),
  };
  if (!('occurrence' in event)) return { facts: {}, more };
  const { device, target, lun, initiator, session } = event.occurrence;
  const facts = {
    ...(device !== undefined && { device }),
    target,
    lun,
    initiatorName: initiator,
    ...(session !== undefined && { tsih: session }),
  };
  return { facts, more };
}

/** Commands whose fields say nothing that the bytes they moved do not. */
const movesBlocks: ReadonlySet<string> = new Set(['READ(6)', 'READ(16)', 'WRITE(6)', 'WRITE(16)', 'READ REVERSE(6)', 'READ REVERSE(16)']);

/**
 * A small device behind a real logical unit, and a host's side of its tasks: enough to see everything that `scsi/` does for every device. It
 * has a flag for whether it is ready, one mode page that can be changed, and commands that take data, give data, or wait until told.
 */

import { ByteList } from '../../../src/foundation/byte-list.ts';
import type { Clock } from '../../../src/foundation/clock.ts';
import type { Publish } from '../../../src/foundation/event.ts';
import { bits, flag, layout, uint } from '../../../src/foundation/layout.ts';
import { additionalSense } from '../../../src/scsi/additional-sense.ts';
import { defineCommand, type ServedCommand, serve } from '../../../src/scsi/command.ts';
import type { CommandTimeouts, DeviceServer, Reset } from '../../../src/scsi/device-server.ts';
import { type Identity, PeripheralDeviceType, versionDescriptor } from '../../../src/scsi/identity.ts';
import { asciiList, binaryList, counter, type LogPage } from '../../../src/scsi/log-pages.ts';
import { LogicalUnit } from '../../../src/scsi/logical-unit.ts';
import { defineModePage, type ModePage, type ModePageControl } from '../../../src/scsi/mode-pages.ts';
import type { BlockDescriptor, ModeParameters, RefusedModeParameter } from '../../../src/scsi/mode-parameters.ts';
import type { NonvolatileMemory } from '../../../src/scsi/nonvolatile-memory.ts';
import { good, goodUpTo } from '../../../src/scsi/outcome.ts';
import type { SecurityProtocol } from '../../../src/scsi/security-protocol.ts';
import { notReady, type Sense } from '../../../src/scsi/sense.ts';
import { sharedModePages } from '../../../src/scsi/shared-mode-pages.ts';
import { type Nexus, nexusId, type ScsiTask, type TaskOutcome, toLun } from '../../../src/scsi/target.ts';
import { sharedVitalProductData, type VitalProductDataPage } from '../../../src/scsi/vital-product-data.ts';

export const fakeIdentity: Identity = {
  peripheralDeviceType: PeripheralDeviceType.sequentialAccess,
  removableMedium: true,
  version: 0x06,
  versionDescriptors: [versionDescriptor.sam5, versionDescriptor.spc4, versionDescriptor.ssc4],
  vendorIdentification: 'VENDOR',
  productIdentification: 'FAKE DRIVE',
  productRevisionLevel: '1.2',
  serialNumber: 'FAKE000001',
};

export const settingsPage = defineModePage({
  pageCode: 0x10,
  name: 'Settings',
  reference: 'none',
  layout: layout(8, { level: bits(2, 5, 4), enabled: flag(3, 7), fixed: uint(4, 2), position: uint(6) }),
  defaults: { level: 3, fixed: 0x1234 },
  changeable: ['level', 'enabled'],
  refuse: ({ level }) => (level > 9 ? 'level' : undefined),
});

export const subpage = defineModePage({
  pageCode: 0x10,
  subpageCode: 0x01,
  name: 'More Settings',
  reference: 'none',
  layout: layout(8, { size: uint(4, 4) }),
  defaults: { size: 7 },
  changeable: ['size'],
});

const operations = {
  /** 01h: like REWIND. */
  move: defineCommand({
    name: 'MOVE',
    operationCode: 0x01,
    reference: 'none',
    cdb: layout(6, { immediate: flag(1, 0) }),
    dataDirection: 'none',
    needsReady: true,
    execute: async (device: FakeDevice) => {
      device.log.push('move');
      return good;
    },
  }),
  /** 0Ah: takes data. */
  take: defineCommand({
    name: 'TAKE',
    operationCode: 0x0a,
    reference: 'none',
    cdb: layout(6, { length: uint(2, 3) }),
    dataDirection: 'out',
    execute: async (device: FakeDevice, { length }, context) => {
      device.log.push('take');
      device.taken = (await context.receiveDataOut(length)).toBytes();
      device.log.push('taken');
      return good;
    },
  }),
  /** 08h: gives as many bytes as it is asked for. */
  give: defineCommand({
    name: 'GIVE',
    operationCode: 0x08,
    reference: 'none',
    cdb: layout(6, { length: uint(2, 3) }),
    dataDirection: 'in',
    reservation: 'allowed',
    execute: (_device: FakeDevice, { length }) => goodUpTo(length, new Uint8Array(length).fill(0xaa)),
  }),
  /** E0h: ends when the test says so. */
  wait: defineCommand({
    name: 'WAIT',
    operationCode: 0xe0,
    reference: 'none',
    cdb: layout(6, { label: uint(2) }),
    dataDirection: 'none',
    execute: (device: FakeDevice, { label }) => {
      device.log.push(`begin ${label}`);
      return new Promise((resolve) => {
        device.finish = () => {
          device.log.push(`end ${label}`);
          resolve(good);
        };
      });
    },
  }),
  /** E1h: a bug. */
  break: defineCommand({
    name: 'BREAK',
    operationCode: 0xe1,
    reference: 'none',
    cdb: layout(6, {}),
    dataDirection: 'none',
    execute: (_device: FakeDevice) => {
      throw new Error('a bug');
    },
  }),
  /** E2h, service actions 00h and 06h. */
  short: defineCommand({
    name: 'SHORT',
    operationCode: 0xe2,
    serviceAction: 0x00,
    reference: 'none',
    cdb: layout(10, { length: uint(7, 2) }),
    dataDirection: 'none',
    execute: (_device: FakeDevice) => good,
  }),
  long: defineCommand({
    name: 'LONG',
    operationCode: 0xe2,
    serviceAction: 0x06,
    reference: 'none',
    cdb: layout(10, { option: flag(1, 7), length: uint(7, 2) }),
    dataDirection: 'none',
    execute: (_device: FakeDevice) => good,
  }),
};

export interface FakeDeviceOptions {
  readonly identity?: Partial<Identity>;
  readonly served?: ReadonlySet<string>;
  readonly securityProtocols?: readonly SecurityProtocol[];
  readonly nonvolatileMemory?: NonvolatileMemory;
  readonly clock?: Clock;
  readonly publish?: Publish;
  readonly taskSetSize?: number;
}

export class FakeDevice implements DeviceServer {
  readonly identity: Identity;
  readonly commands: readonly ServedCommand[];
  readonly modePages: readonly ModePage[] = [...sharedModePages, settingsPage, subpage];
  readonly logPages: readonly LogPage[] = [
    {
      pageCode: 0x0d,
      name: 'Temperature',
      reference: 'SPC-5 §7.3.22',
      selectable: true,
      parameters: () => [counter(0x0000, this.temperature, 2), asciiList(0x0001, 'warm'), binaryList(0x8000, Uint8Array.of(0xfe, 0xff))],
      reported: () => this.log.push('reported'),
      cleared: () => this.log.push('cleared'),
    },
    { pageCode: 0x0d, subpageCode: 0x01, name: 'Environment', reference: 'SPC-5 §7.3.5', parameters: () => [] },
  ];
  readonly vitalProductData: readonly VitalProductDataPage[];
  readonly served?: ReadonlySet<string>;
  readonly securityProtocols?: readonly SecurityProtocol[];
  readonly nonvolatileMemory?: NonvolatileMemory;
  readonly clock?: Clock;
  readonly logicalUnit: LogicalUnit;
  underWay?: () => Sense | undefined;

  temperature = 21;
  additionalSense: Uint8Array = new Uint8Array();
  readonly timeouts = new Map<string, CommandTimeouts>();
  ready = true;
  deferredError: Sense | undefined;
  unsettled: Sense | undefined;
  taken: Uint8Array | undefined;
  finish: () => void = () => {
    throw new Error('no WAIT runs');
  };
  resetBreaks = false;
  /** What happened, in order. */
  readonly log: string[] = [];
  mediumType = 0x88;
  speed = 0;
  descriptor: BlockDescriptor = { densityCode: 0x5e, numberOfBlocks: 0, blockLength: 0 };

  constructor(options: FakeDeviceOptions = {}) {
    const { identity, served, securityProtocols, nonvolatileMemory, clock, ...rest } = options;
    if (clock !== undefined) this.clock = clock;
    if (served !== undefined) this.served = served;
    if (securityProtocols !== undefined) this.securityProtocols = securityProtocols;
    if (nonvolatileMemory !== undefined) this.nonvolatileMemory = nonvolatileMemory;
    this.identity = { ...fakeIdentity, ...identity };
    this.vitalProductData = [
      { pageCode: 0xb0, name: 'Capabilities', reference: 'none', content: () => Uint8Array.of(0x01, 0x00) },
      ...sharedVitalProductData(this),
    ];
    this.commands = serve<FakeDevice>(this, Object.values(operations));
    this.logicalUnit = new LogicalUnit({ device: this, ...rest });
  }

  commandTimeouts(name: string): CommandTimeouts | undefined {
    return this.timeouts.get(name);
  }

  additionalSenseBytes(): Uint8Array {
    return this.additionalSense;
  }

  readiness(): Sense | undefined {
    return this.ready ? undefined : notReady(additionalSense.mediumNotPresent);
  }

  takeDeferredError(): Sense | undefined {
    const sense = this.deferredError;
    this.deferredError = undefined;
    return sense;
  }

  giveBackDeferredError(_nexus: Nexus, sense: Sense): void {
    this.deferredError = sense;
  }

  modeParameters(control: ModePageControl): ModeParameters {
    if (control === 'changeable')
      return {
        mediumType: 0,
        deviceSpecificParameter: 0x0f,
        blockDescriptor: { densityCode: 0, numberOfBlocks: 0, blockLength: 0xff_ffff },
      };
    return { mediumType: this.mediumType, deviceSpecificParameter: this.speed, blockDescriptor: this.descriptor };
  }

  refuseModeParameters({ mediumType, deviceSpecificParameter, blockDescriptor }: ModeParameters): RefusedModeParameter | undefined {
    if (mediumType !== 0 && mediumType !== this.mediumType) return { field: 'mediumType' };
    if (deviceSpecificParameter > 0x0f) return { field: 'deviceSpecificParameter', bit: 6 };
    if (blockDescriptor !== undefined && blockDescriptor.numberOfBlocks !== 0) return { field: 'numberOfBlocks' };
    return undefined;
  }

  selectModeParameters({ deviceSpecificParameter, blockDescriptor }: ModeParameters): boolean {
    const { blockLength } = blockDescriptor ?? this.descriptor;
    const changed = deviceSpecificParameter !== this.speed || blockLength !== this.descriptor.blockLength;
    this.speed = deviceSpecificParameter;
    this.descriptor = { ...this.descriptor, blockLength };
    return changed;
  }

  async synchronise(): Promise<Sense | undefined> {
    this.log.push('synchronise');
    return this.unsettled;
  }

  async powerOff(): Promise<void> {
    this.log.push('power-off');
  }

  async reset(kind: Reset): Promise<void> {
    if (this.resetBreaks) throw new Error('a bug in reset');
    this.log.push(kind);
  }

  nexusLost({ initiatorName }: Nexus): void {
    this.log.push(`lost ${initiatorName.split(':')[1]}`);
  }
}

/** The ports of the target that all nexuses of tests join. */
export const targetPorts: readonly string[] = ['iqn.2026-11.test:target,t,0x0001', 'iqn.2026-11.test:target,t,0x0002'];

/** The nexus of a host, by name, with one of the target's ports. */
export function nexus(name: string, targetPort = targetPorts[0]!): Nexus {
  const initiatorName = `iqn.2026-11.test:${name}`;
  const initiatorPort = `${initiatorName},i,0x00023d000001`;
  return { id: nexusId(initiatorPort, targetPort), initiatorName, initiatorPort, targetPort, targetPorts };
}
export const alice = nexus('alice');
export const bob = nexus('bob');

/** `12 00 00 00 24 00` → 16 bytes, as a transport hands them over. */
export function cdb(hex: string): Uint8Array {
  const bytes = new Uint8Array(16);
  bytes.set(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
  return bytes;
}

export interface HostTask extends ScsiTask {
  /** What was sent to the host, if anything. */
  received: Uint8Array | undefined;
}

let nextTag = 1;

/** A task as a transport would make it; `data: 'withheld'` never arrives. */
export function task(
  hex: string,
  options: { nexus?: Nexus; lun?: number | 'none'; data?: Uint8Array | 'withheld'; attribute?: ScsiTask['attribute']; tag?: number } = {},
): HostTask {
  const { data = new Uint8Array(0), lun = 0 } = options;
  const host: HostTask = {
    nexus: options.nexus ?? alice,
    lun: lun === 'none' ? undefined : toLun(lun),
    tag: options.tag ?? nextTag++,
    attribute: options.attribute ?? 'simple',
    cdb: cdb(hex),
    dataOutLength: data === 'withheld' ? 0xffff : data.length,
    dataInLength: 0xffff,
    received: undefined,
    receiveDataOut: (length) => (data === 'withheld' ? new Promise(() => {}) : Promise.resolve(ByteList.of(data.subarray(0, length)))),
    sendDataIn(bytes) {
      host.received = new Uint8Array(bytes.toBytes());
    },
  };
  return host;
}

/** How a task ended, in one line: `GOOD`, `CHECK CONDITION 5 24/00`, with ` in cdb 1.3` where there is a field pointer, or `aborted`. */
export function summary(outcome: TaskOutcome): string {
  if (outcome === 'aborted') return 'aborted';
  const { status, sense } = outcome;
  const name = { 0: 'GOOD', 2: 'CHECK CONDITION', 24: 'RESERVATION CONFLICT', 40: 'TASK SET FULL', 64: 'TASK ABORTED' }[status];
  return sense === undefined ? `${name}` : `${name} ${senseSummary(sense)}`;
}

/** `5 24/00 in cdb 1.3`, from fixed format sense; `deferred` goes before. */
export function senseSummary(sense: Uint8Array): string {
  const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
  const words = [(sense[2]! & 0x0f).toString(16), `${hex(sense[12]!)}/${hex(sense[13]!)}`];
  if ((sense[0]! & 0x7f) === 0x71) words.unshift('deferred');
  const specific = sense[15]!;
  if ((specific & 0x80) !== 0)
    words.push(`in ${(specific & 0x40) !== 0 ? 'cdb' : 'list'} ${(sense[16]! << 8) | sense[17]!}.${specific & 0x07}`);
  return words.join(' ');
}

/** Executes a CDB and gives its summary and what the host received. */
export async function run(
  unit: { execute(task: ScsiTask): Promise<TaskOutcome> },
  hex: string,
  options: Parameters<typeof task>[1] = {},
): Promise<{ outcome: string; received: Uint8Array | undefined }> {
  const host = task(hex, options);
  const outcome = summary(await unit.execute(host));
  return { outcome, received: host.received };
}

/** A device whose nexuses have been told of the power on already. */
export async function settledDevice(options: ConstructorParameters<typeof FakeDevice>[0] = {}): Promise<FakeDevice> {
  const device = new FakeDevice(options);
  for (const host of [alice, bob]) await device.logicalUnit.execute(task('03 00 00 00 12 00', { nexus: host }));
  return device;
}

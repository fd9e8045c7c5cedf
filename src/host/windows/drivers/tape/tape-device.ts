/**
 * A started tape: the I/O control codes of tape.sys as sequences of its minidriver, and what the class makes of the answers. The device knows its block
 * size only when media parameters have been read or set; until then nothing can be read or written.
 */
import { uint16At, uint24At, uint32At } from '../../../../foundation/big-endian.ts';
import type { Surroundings } from '../../class-driver.ts';
import type { PhysicalDevice } from '../../physical-device.ts';
import type { MediaTypeInformation, TapeDriveParameters, TapeMediaParameters, TapePositionMethod } from '../../win32.ts';
import { isSuccess, NtStatus } from '../nt-status.ts';
import { failed, type Outcome } from '../outcome.ts';
import { type DriverContext, type Performed, perform } from '../request.ts';
import { compresses, modeSense, pageOf, reportsSetmarks, tapeAlerts, testUnitReady } from './commands.ts';
import { tapeErrors } from './errors.ts';
import type { PrepareOperation, TapeMinidriver, TapePersonality, TapeReply, TapeSteps } from './minidriver.ts';
import { MAXIMUM_TRANSFER_BYTES, type Transferred, transfer } from './transfer.ts';

export class TapeDevice {
  readonly context: DriverContext;
  readonly #minidriver: TapeMinidriver;
  readonly #personality: TapePersonality;
  readonly #version: Surroundings['version'];
  #blockSize: number | undefined;
  #capacity: number | undefined;

  constructor(device: PhysicalDevice, minidriver: TapeMinidriver, { version, clock, log }: Surroundings) {
    this.#minidriver = minidriver;
    this.#personality = minidriver.personalityOf(device);
    this.#version = version;
    const errors = tapeErrors([...minidriver.errors, ...(this.#personality.errors ?? [])]);
    this.context = { device, minidriver: minidriver.name, errors, version, clock, log };
  }

  get timeoutMs(): number {
    return this.#minidriver.timeoutSeconds * 1000;
  }

  async getDriveParameters(): Promise<Outcome<TapeDriveParameters>> {
    const done = await this.#perform(this.#personality.getDriveParameters);
    const limits = done.data('limits', 6);
    if (!isSuccess(done.status) || limits === undefined) return failed(done.status);
    const [configuration, compression] = [done.data('configuration', 4), done.data('compression', 4)];
    return {
      status: NtStatus.success,
      value: {
        compression: compression !== undefined && compresses(pageOf(compression)),
        reportSetmarks: configuration !== undefined && reportsSetmarks(pageOf(configuration)),
        ...this.#blockSizes({ smallest: uint16At(limits, 4), largest: uint24At(limits, 1) }),
      },
    };
  }

  async setDriveParameters(wanted: { compression?: boolean; reportSetmarks?: boolean }): Promise<NtStatus> {
    return (await this.#perform(this.#personality.setDriveParameters(wanted))).status;
  }

  async getMediaParameters(): Promise<Outcome<TapeMediaParameters>> {
    const done = await this.#perform(this.#personality.getMediaParameters);
    const media = done.data('media', 12);
    if (!isSuccess(done.status) || media === undefined) return failed(done.status);
    const room = done.data('room');
    const told = room === undefined ? undefined : this.#personality.roomOf?.(room);
    const blockSize = uint24At(media, 9);
    this.#blockSize ??= blockSize;
    return {
      status: NtStatus.success,
      value: {
        capacity: told?.capacity ?? this.#personality.capacityOf?.(media) ?? this.#capacity,
        remaining: told?.remaining,
        blockSize,
        writeProtected: isWriteProtected(media),
      },
    };
  }

  async setMediaParameters(blockSize: number): Promise<NtStatus> {
    if (blockSize > MAXIMUM_TRANSFER_BYTES) return NtStatus.invalidParameter;
    if (this.#personality.refusesBlockSize?.(blockSize)) return NtStatus.invalidDeviceRequest;
    const { status } = await this.#perform(this.#personality.setMediaParameters(blockSize));
    if (isSuccess(status)) this.#blockSize = blockSize;
    return status;
  }

  async getStatus(): Promise<NtStatus> {
    const done = await this.#perform(this.#personality.getStatus);
    const ready = done.statusOf('ready') ?? done.status;
    const sense = done.data('cleaning');
    const asked = ready === NtStatus.success || ready === NtStatus.noMedia;
    return asked && sense !== undefined && this.#personality.needsCleaning?.(sense) ? NtStatus.deviceRequiresCleaning : ready;
  }

  async getPosition(): Promise<Outcome<{ partition: number; block: number }>> {
    const done = await this.#perform(this.#personality.getPosition);
    const position = done.data('position', 8);
    if (!isSuccess(done.status) || position === undefined) return failed(done.status);
    // BPU: the drive does not know where it is.
    if ((position[0]! & 0x04) !== 0) return { status: NtStatus.invalidDeviceRequest };
    return { status: NtStatus.success, value: { partition: position[1]!, block: uint32At(position, 4) } };
  }

  setPosition(method: TapePositionMethod, position: number): Promise<NtStatus> {
    return this.#slowly(this.#personality.setPosition[method]?.(position));
  }

  prepare(operation: PrepareOperation): Promise<NtStatus> {
    return this.#slowly(this.#personality.prepare[operation]);
  }

  writeMarks(count: number, kind: 'filemarks' | 'setmarks'): Promise<NtStatus> {
    return this.#slowly(this.#personality.writeMarks[kind]?.(count));
  }

  erase(kind: 'short' | 'long'): Promise<NtStatus> {
    return this.#slowly(this.#personality.erase[kind]);
  }

  /** What is mounted is asked for only when the drive is ready, or was changed or reset. */
  async getMediaTypes(): Promise<Outcome<readonly MediaTypeInformation[]>> {
    const done = await this.#perform([
      { ...testUnitReady, tolerates: 'anything' },
      { ...modeSense(0x10, 28, 'media', { descriptor: true }), onlyIf: (before) => mayHaveMedium.includes(before.statusOf('ready')!) },
      {
        ...tapeAlerts,
        onlyIf: (before) => this.#personality.looksForCleaner === true && before.statusOf('ready') === NtStatus.noMedia,
      },
    ]);
    if (!isSuccess(done.status)) return failed(done.status);
    const media = done.data('media', 5);
    const alerts = done.data('alerts');
    const mounted =
      alerts !== undefined && tellsOfCleaner(alerts)
        ? 'CLEANER_CARTRIDGE'
        : media && this.#personality.mountedType({ mediumType: media[1]!, densityCode: media[4]! });
    const value = this.#personality.mediaTypes.map((mediaType) => ({
      mediaType,
      mounted: mediaType === mounted,
      writeProtected: mediaType === mounted && media !== undefined && isWriteProtected(media),
    }));
    return { status: NtStatus.success, value };
  }

  transfer(request: { read: number } | { write: Uint8Array }): Promise<Transferred> {
    return transfer(this.context, request, { blockSize: this.#blockSize, timeoutMs: this.timeoutMs });
  }

  /** An operation of which a later version waits longer for the end. */
  async #slowly(steps: TapeSteps | undefined): Promise<NtStatus> {
    if (steps === undefined) return NtStatus.notImplemented;
    const { timeoutSeconds, timeoutDeltaSeconds = timeoutSeconds } = this.#minidriver;
    return (await this.#perform(steps, this.#version.addsTimeoutDelta ? timeoutDeltaSeconds : 0)).status;
  }

  async #perform(steps: TapeSteps, furtherSeconds = 0): Promise<Performed<TapeReply>> {
    const done = await perform(this.context, steps, { defaultSeconds: this.#minidriver.timeoutSeconds, furtherSeconds });
    const atBeginning = done.data('room-at-beginning');
    if (atBeginning !== undefined) this.#capacity = this.#personality.roomOf?.(atBeginning).remaining;
    return done;
  }

  /** Powers of two that the adapter can move, and that the version will have. */
  #blockSizes(drive: { smallest: number; largest: number }) {
    const { defaultBlockSize } = this.#personality;
    const largest = Math.min(drive.largest, MAXIMUM_TRANSFER_BYTES);
    const smallest = drive.smallest === 0 ? 0 : 2 ** Math.ceil(Math.log2(drive.smallest));
    const maximumBlockSize = Math.min(2 ** Math.floor(Math.log2(Math.max(1, largest))), this.#version.maximumBlockSize ?? largest);
    return {
      defaultBlockSize: Math.min(defaultBlockSize, maximumBlockSize),
      minimumBlockSize: smallest > maximumBlockSize ? drive.smallest : smallest,
      maximumBlockSize,
    };
  }
}

/** It may have a medium, and can be asked which. */
const mayHaveMedium: readonly NtStatus[] = [NtStatus.success, NtStatus.busReset, NtStatus.mediaChanged];

const isWriteProtected = (parameters: Uint8Array): boolean => (parameters[2]! & 0x80) !== 0;

/** TapeAlert's flag of a cleaning cartridge, and how its page goes on behind a header of four bytes: a code, two bytes more, and the flag. */
const CLEANING_MEDIA = 0x0b;
const ALERT_BYTES = 5;

function tellsOfCleaner(page: Uint8Array): boolean {
  for (let at = 4; at + ALERT_BYTES <= page.length; at += ALERT_BYTES) {
    if (page[at + 1] === CLEANING_MEDIA) return page[at + 4] !== 0;
  }
  return false;
}

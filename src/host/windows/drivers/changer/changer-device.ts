/**
 * A started changer: the changer's I/O control codes as its minidriver sends them. Addresses are checked before anything goes out; which there are the
 * minidriver knows from mode page 1Dh, some of them only once GET_PARAMETERS has been asked.
 */
import { uint24At } from '../../../../foundation/big-endian.ts';
import type { Surroundings } from '../../class-driver.ts';
import type { PhysicalDevice } from '../../physical-device.ts';
import type { ChangerElement, ChangerElementStatus, ChangerElementType, ChangerParameters } from '../../win32.ts';
import { isSuccess, NtStatus } from '../nt-status.ts';
import { failed, type Outcome } from '../outcome.ts';
import { type DriverContext, type Performed, perform } from '../request.ts';
import * as commands from './commands.ts';
import { ElementAddresses, elementTypeCodes } from './element-addresses.ts';
import { readElementReport, STATUS_HEADER_BYTES } from './element-status.ts';
import { changerErrors } from './errors.ts';
import type { ChangerMinidriver, ChangerPersonality, ChangerReply, ChangerSteps } from './minidriver.ts';

export interface ProductData {
  readonly vendor: string;
  readonly product: string;
  readonly serialNumber: string;
}

const SCSI_3 = 3;

export class ChangerDevice {
  readonly context: DriverContext;
  readonly #personality: ChangerPersonality;
  #addresses: ElementAddresses | undefined;
  #version = 0;
  #productData: ProductData;
  #asksForIdentifiers = true;
  #locked = false;

  constructor(device: PhysicalDevice, minidriver: ChangerMinidriver, { version, clock, log }: Surroundings) {
    this.#personality = minidriver.personalityOf(device);
    this.context = { device, minidriver: minidriver.name, errors: changerErrors(minidriver.errors), version, clock, log };
    this.#productData = { vendor: device.vendorId.trimEnd(), product: device.productId.trimEnd(), serialNumber: '' };
  }

  get timeoutMs(): number {
    return commands.MOVE_SECONDS * 1000;
  }

  /** ChangerInitialize. False: the device does not start. */
  async initialize(): Promise<boolean> {
    const done = await this.#perform(this.#personality.initialize);
    if (!isSuccess(done.status)) return false;
    this.#version = (done.data('inquiry', 3)?.[2] ?? 0) & 0x07;
    const serial = done.data('serial', 5);
    if (serial !== undefined) {
      const serialNumber = Buffer.from(serial.subarray(4, 4 + serial[3]!))
        .toString('latin1')
        .trim();
      this.#productData = { ...this.#productData, serialNumber };
    }
    if (!this.#personality.countsElementsLate) this.#addresses = ElementAddresses.of(done.data('addresses'));
    return true;
  }

  async getParameters(): Promise<Outcome<ChangerParameters>> {
    const done = await this.#perform(this.#personality.getParameters);
    const addresses = ElementAddresses.of(done.data('addresses'));
    if (!isSuccess(done.status) || addresses === undefined) return failed(done.status);
    this.#addresses = addresses;
    const { doors, barCodeScanner } = this.#personality;
    const [transports, slots, iePorts, drives] = (['transport', 'slot', 'ie-port', 'drive'] as const).map((type) => addresses.count(type));
    return {
      status: NtStatus.success,
      value: { transports: transports!, slots: slots!, iePorts: iePorts!, drives: drives!, doors, barCodeScanner },
    };
  }

  async getStatus(): Promise<NtStatus> {
    return (await this.#perform([commands.testUnitReady])).status;
  }

  get productData(): ProductData {
    return this.#productData;
  }

  async getElementStatus(type: ChangerElementType, volumeTags: boolean): Promise<Outcome<readonly ChangerElementStatus[]>> {
    const { elementStatus, targetIdIsMask = false } = this.#personality;
    if (volumeTags && elementStatus.refusesVolumeTags) return { status: NtStatus.invalidParameter };
    const addresses = this.#addresses;
    const first = addresses?.addressOf({ type, address: 0 });
    if (addresses === undefined || first === undefined) return { status: NtStatus.illegalElementAddress };
    const { driveSerial } = elementStatus;
    const identifiers = driveSerial !== undefined && type === 'drive' && this.#version >= SCSI_3 && this.#asksForIdentifiers;
    // Whoever is asked who he is tells of his tag as well.
    const of = {
      elementType: elementTypeCodes[type],
      first,
      count: addresses.count(type),
      volumeTags: volumeTags || identifiers,
      identifiers,
    };
    const { status, value: data } = await this.#elementReport(of);
    if (status === NtStatus.invalidDeviceRequest && identifiers && elementStatus.mayDoWithoutIdentifiers) {
      this.#asksForIdentifiers = false;
      return this.getElementStatus(type, volumeTags);
    }
    if (data === undefined) return { status };
    const value = readElementReport(data, { addresses, volumeTags, targetIdIsMask, driveSerial: identifiers ? driveSerial : undefined });
    return value === undefined ? failed(status) : { status, value };
  }

  async initializeElementStatus(): Promise<NtStatus> {
    return (await this.#perform(this.#personality.initializeElementStatus)).status;
  }

  moveMedium(source: ChangerElement, destination: ChangerElement): Promise<NtStatus> {
    return this.#move([source, destination], ([from, to], transport) => commands.moveMedium(transport, from!, to!));
  }

  async exchangeMedium(source: ChangerElement, first: ChangerElement, second: ChangerElement): Promise<NtStatus> {
    if (!this.#personality.exchanges) return NtStatus.invalidDeviceRequest;
    return this.#move([source, first, second], ([from, to, on], transport) => commands.exchangeMedium(transport, from!, to!, on!));
  }

  async setAccess(lock: boolean): Promise<NtStatus> {
    const { status } = await this.#perform([lock ? commands.prevent : commands.allow]);
    if (isSuccess(status)) this.#locked = lock;
    return status;
  }

  async #elementReport(of: commands.ElementStatusOf): Promise<Outcome<Uint8Array>> {
    const { descriptorBytes } = this.#personality.elementStatus;
    const ask = async (length: number): Promise<Outcome<Uint8Array>> => {
      const done = await this.#perform([commands.readElementStatus(of, length)]);
      const data = done.data('elements', STATUS_HEADER_BYTES);
      return data === undefined ? failed(done.status) : { status: done.status, value: data };
    };
    if (descriptorBytes !== undefined) return ask(STATUS_HEADER_BYTES + 8 + of.count * descriptorBytes({ volumeTags: of.volumeTags }));
    const header = await ask(STATUS_HEADER_BYTES);
    return header.value === undefined ? header : ask(uint24At(header.value, 5) + STATUS_HEADER_BYTES);
  }

  async #move(
    elements: readonly ChangerElement[],
    command: (addresses: number[], transport: number) => ChangerSteps[number],
  ): Promise<NtStatus> {
    const addresses = elements.map((element) => this.#addresses?.addressOf(element));
    if (addresses.includes(undefined)) return NtStatus.illegalElementAddress;
    const step = command(addresses as number[], this.#addresses!.first('transport'));
    const { doorForMailSlots } = this.#personality;
    const passesDoor = elements.some(({ type }) => type === 'ie-port');
    if (!passesDoor || doorForMailSlots === undefined || (doorForMailSlots === 'locked') === this.#locked)
      return (await this.#perform([step])).status;
    const [during, after] = this.#locked ? [commands.allow, commands.prevent] : [commands.prevent, commands.allow];
    await this.#perform([during]);
    const { status } = await this.#perform([step]);
    await this.#perform([after]);
    return status;
  }

  #perform(steps: ChangerSteps): Promise<Performed<ChangerReply>> {
    return perform(this.context, steps, { defaultSeconds: commands.MOVE_SECONDS });
  }
}

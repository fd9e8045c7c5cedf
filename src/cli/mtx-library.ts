/** A changer's elements by mtx's numbers, and how these become addresses. */
import { UserError } from '../foundation/user-error.ts';
import type { ChangerDevice, ElementAddresses } from '../host/changer-device.ts';
import type { ElementReport } from '../host/element-status.ts';
import { done } from './device-connection.ts';
import type { MtxElement } from './mtx-words.ts';

const types = { drive: 'dataTransfer', slot: 'storage', mailSlot: 'importExport', arm: 'mediumTransport' } as const;

export class MtxChanger {
  readonly addresses: ElementAddresses;
  readonly reports: readonly ElementReport[];

  static async of(changer: ChangerDevice): Promise<MtxChanger> {
    const addresses = await done(changer.addresses());
    return new MtxChanger(addresses, await done(changer.elements(addresses)));
  }

  constructor(addresses: ElementAddresses, reports: readonly ElementReport[]) {
    this.addresses = addresses;
    this.reports = reports;
  }

  /** @throws UserError when there is no such slot */
  slot(number: number): ElementReport {
    const { slot, mailSlot } = this.addresses;
    const address = number <= slot.count ? slot.first + number - 1 : mailSlot.first + number - slot.count - 1;
    const found = number >= 1 && number <= slot.count + mailSlot.count ? this.#at(address) : undefined;
    if (found !== undefined) return found;
    throw new UserError('place-unknown', `The changer has no slot ${number}.`, {
      hint: `as mtx counts them, its slots are 1 to ${slot.count + mailSlot.count}.`,
      exitCode: 2,
    });
  }

  /** @throws UserError when there is no such drive */
  drive(number: number): ElementReport {
    const { first, count } = this.addresses.drive;
    const found = number < count ? this.#at(first + number) : undefined;
    if (found !== undefined) return found;
    throw new UserError('place-unknown', `The changer has no drive ${number}.`, {
      hint: count === 0 ? 'it has none at all.' : `as mtx counts them, its drives are 0 to ${count - 1}.`,
      exitCode: 2,
    });
  }

  /** mtx's number of a slot or mail slot; undefined: the address is none of either. */
  slotNumber(address: number | undefined): number | undefined {
    const { slot, mailSlot } = this.addresses;
    if (address === undefined) return undefined;
    if (address >= slot.first && address < slot.first + slot.count) return address - slot.first + 1;
    if (address >= mailSlot.first && address < mailSlot.first + mailSlot.count) return slot.count + address - mailSlot.first + 1;
    return undefined;
  }

  /** Where a drive's cartridge came from. @throws UserError when nobody knows */
  sourceOf(drive: ElementReport, number: number): number {
    const source = this.slotNumber(drive.source);
    if (source !== undefined) return source;
    throw new UserError('source-unknown', `The changer does not know which slot the cartridge in drive ${number} came from.`, {
      hint: 'name the slot that it is to go to.',
      exitCode: 2,
    });
  }

  /** As they are laid out for people. */
  get elements(): MtxElement[] {
    return this.reports.map(({ type, address, full, source, volumeTag }) => ({
      type: types[type],
      number: address - this.addresses[type].first + 1,
      full,
      source: this.slotNumber(source),
      volumeTag,
    }));
  }

  #at(address: number): ElementReport | undefined {
    return this.reports.find((report) => report.address === address);
  }
}

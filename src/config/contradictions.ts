/** What is right in each place and wrong together: two drives with one serial number or cartridge, a drive on two LUNs or on none. */
import { didYouMean } from '../foundation/did-you-mean.ts';
import type { Configuration } from './schema.ts';

export interface Contradiction {
  readonly path: readonly string[];
  readonly message: string;
  readonly hint?: string | undefined;
}

export function* contradictions({ drives, targets }: Configuration): Generator<Contradiction> {
  const serials = new Map<string, string>();
  const cartridges = new Map<string, string>();
  for (const [name, drive] of Object.entries(drives)) {
    const path = ['drives', name];
    const twin = serials.get(drive.serial);
    if (twin !== undefined)
      yield {
        path: [...path, 'serial'],
        message: `${name} has the serial number of ${twin}.`,
        hint: 'hosts tell drives apart by their serial numbers.',
      };
    serials.set(drive.serial, name);
    if (drive.cartridge === undefined) continue;
    const other = cartridges.get(drive.cartridge);
    if (other !== undefined)
      yield {
        path: [...path, 'cartridge'],
        message: `Cartridge ${drive.cartridge} is already in ${other}.`,
        hint: 'leave one of the drives empty, or create another cartridge.',
      };
    cartridges.set(drive.cartridge, name);
  }
  const places = new Map<string, string>();
  for (const [target, { luns }] of Object.entries(targets)) {
    if (Object.keys(luns).length === 0) yield { path: ['targets', target, 'luns'], message: `${target} has no logical unit.` };
    for (const [lun, name] of Object.entries(luns)) {
      const path = ['targets', target, 'luns', lun];
      if (!Object.hasOwn(drives, name))
        yield { path, message: `There is no drive '${name}'.`, hint: didYouMean(name, Object.keys(drives)) };
      const place = places.get(name);
      if (place !== undefined) yield { path, message: `${name} is already ${place}.` };
      places.set(name, `LUN ${lun} of ${target}`);
    }
  }
  for (const name of Object.keys(drives))
    if (!places.has(name))
      yield { path: ['drives', name], message: `${name} is behind no target.`, hint: "give it a LUN under 'targets', or remove it." };
}

/**
 * One transfer of cartridges, by the robot or by the operator's hand, as a transaction: until the inventory says that it has happened, every step can
 * be undone, and a transfer that is refused has changed nothing; but a robot that fails may leave the cartridge that it carries on its arm or on the
 * floor, and the inventory says so then.
 *
 *     drives let go, or cartridges are opened for them ─▶ the robot carries ─▶ inventory written: from here on it has happened ─▶ drives take in
 */
import type { CartridgeRoom } from '../cartridge/cartridge-room.ts';
import { StoreError } from '../cartridge/store.ts';
import type { Volume } from '../cartridge/volume.ts';
import { UserError } from '../foundation/user-error.ts';
import type { DataTransferDevice } from './data-transfer-device.ts';
import type { Element } from './element.ts';
import type { Change, Inventory, Place, Placement } from './inventory.ts';
import { type Refusal, robotRefusal } from './refusal.ts';
import type { Robot, RobotFailure } from './robot.ts';

/** One cartridge's part. */
export interface Carriage {
  readonly barcode: string;
  /** Undefined: the shelf. */
  readonly source: Element | undefined;
  readonly destination: Element | undefined;
  readonly invert: boolean;
}

/** Who makes it: the operator's hand gets a cartridge out of a drive that a host keeps locked, if it must. */
export type Bearer =
  | { readonly by: 'robot'; readonly robot: Robot; readonly transport: Element; readonly abandoned?: AbortSignal | undefined }
  | { readonly by: 'hand'; readonly force: boolean };

/** Where it happens. */
export interface Ground {
  readonly inventory: Inventory;
  readonly room: Pick<CartridgeRoom, 'mount'>;
  placeOf(element: Element): Place;
  driveIn(element: Element): DataTransferDevice | undefined;
}

/** A cartridge that was got hold of, and what gives it back. */
interface Held {
  readonly volume: Volume;
  readonly giveBack: () => Promise<void>;
}

/** A robot's failure, and what it carried. */
export interface Mishap {
  readonly carriage: Carriage & { readonly source: Element; readonly destination: Element };
  readonly failure: RobotFailure;
}

export interface TransferEnd {
  /** Undefined: it has happened. */
  readonly refusal: Refusal | undefined;
  readonly mishap?: Mishap;
}

/** @throws UserError when the operator's hand finds the cartridge elsewhere, or no cartridge that can be opened */
export async function transfer(carriages: readonly Carriage[], bearer: Bearer, ground: Ground): Promise<TransferEnd> {
  const held = new Map<string, Held>();
  let happened = false;
  let mishap: Mishap | undefined;
  try {
    const refusal = await getHold(carriages, bearer, ground, held);
    if (refusal !== undefined) return { refusal };
    mishap = await carry(carriages, bearer, ground);
    const changes =
      mishap === undefined ? carriages.map((carriage) => changeOf(carriage, bearer, ground)) : strayed(mishap, bearer, ground);
    if (changes.length > 0) await ground.inventory.change(changes);
    happened = mishap === undefined;
    if (mishap?.failure.cartridge !== undefined) await letGo(held, mishap.carriage.barcode);
  } catch (error) {
    if (error instanceof StoreError) return { refusal: { why: 'not-recorded', message: error.message } };
    throw error;
  } finally {
    // A file that cannot be closed has told so by an event of its cartridge, and is found again as it is.
    if (!happened) for (const { giveBack } of held.values()) await giveBack().catch(() => {});
  }
  if (mishap !== undefined) return { refusal: robotRefusal(mishap.failure, mishap.carriage), mishap };
  for (const { barcode, destination } of carriages) {
    const volume = held.get(barcode)?.volume;
    const drive = destination === undefined ? undefined : ground.driveIn(destination);
    await (drive === undefined || volume === undefined ? volume?.close().catch(() => {}) : drive.put(volume));
  }
  return { refusal: undefined };
}

/** It is out of the drive that held it, and not given back. */
async function letGo(held: Map<string, Held>, barcode: string): Promise<void> {
  const volume = held.get(barcode)?.volume;
  held.delete(barcode);
  await volume?.close().catch(() => {});
}

/** The cartridge is where its robot has left it. */
function strayed({ carriage, failure: { cartridge } }: Mishap, bearer: Bearer, ground: Ground): readonly Change[] {
  if (cartridge === undefined || bearer.by === 'hand') return [];
  const destination = cartridge === 'arm' ? bearer.transport : undefined;
  return [changeOf({ ...carriage, destination, invert: false }, bearer, ground)];
}

async function getHold(
  carriages: readonly Carriage[],
  bearer: Bearer,
  { room, driveIn }: Ground,
  held: Map<string, Held>,
): Promise<Refusal | undefined> {
  const force = bearer.by === 'hand' && bearer.force;
  try {
    for (const { barcode, source, destination } of carriages) {
      const drive = source === undefined ? undefined : driveIn(source);
      if (drive !== undefined) {
        const volume = await drive.release({ force });
        if (volume === 'removal-prevented') return { why: 'removal-prevented', element: source! };
        held.set(barcode, { volume, giveBack: () => drive.putBack(volume) });
      } else if (destination !== undefined && driveIn(destination) !== undefined) {
        const volume = await room.mount(barcode);
        held.set(barcode, { volume, giveBack: () => volume.close() });
      }
    }
    return undefined;
  } catch (error) {
    if (error instanceof UserError && bearer.by === 'robot') return { why: 'cartridge-unusable', message: error.message };
    throw error;
  }
}

async function carry(
  carriages: readonly Carriage[],
  bearer: Bearer,
  { inventory, placeOf }: Pick<Ground, 'inventory' | 'placeOf'>,
): Promise<Mishap | undefined> {
  if (bearer.by === 'hand') return undefined;
  const { robot, transport, abandoned } = bearer;
  for (const { source, destination, ...rest } of carriages) {
    if (source === undefined || destination === undefined) continue;
    const failure = await robot.carry({ transport, source, destination, ...rest }, abandoned);
    if (failure === undefined) continue;
    const { cartridge, ...told } = failure;
    const onArm = inventory.occupant(placeOf(transport)) ?? rest.barcode;
    // The other cartridge of an exchange is on the arm, as it was before.
    const elsewhere = cartridge !== undefined && (cartridge === 'floor' || onArm === rest.barcode);
    return { carriage: { source, destination, ...rest }, failure: { ...told, ...(elsewhere && { cartridge }) } };
  }
  return undefined;
}

function changeOf({ barcode, source, destination, invert }: Carriage, { by }: Bearer, { inventory, placeOf }: Ground): Change {
  if (destination === undefined) return [barcode, undefined];
  const before = inventory.placement(barcode);
  const from = source?.type === 'storage' ? placeOf(source) : source === undefined ? undefined : before?.from;
  const inverted = (before?.inverted === true) !== invert;
  const placement: Placement = {
    place: placeOf(destination),
    ...(from !== undefined && { from }),
    ...(inverted && { inverted }),
    ...(by === 'hand' && { byHand: true }),
  };
  return source === undefined ? [barcode, placement, 'onShelf'] : [barcode, placement];
}

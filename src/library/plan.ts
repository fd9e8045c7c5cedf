/**
 * What a host asks of the robot, MOVE MEDIUM and EXCHANGE MEDIUM (SMC-3 §6), as who goes where; or why not: a source must be full, and a destination
 * and the arm empty, unless what lies there is what is to be moved.
 */
import type { Element } from './element.ts';
import type { Refusal } from './refusal.ts';
import type { Carriage } from './transfer.ts';

export interface MoveRequest {
  readonly transport: Element;
  /** May be the destination: the cartridge is fetched and put back. */
  readonly source: Element;
  readonly destination: Element;
  readonly invert: boolean;
}

export interface ExchangeRequest {
  readonly transport: Element;
  readonly source: Element;
  readonly firstDestination: Element;
  /** Where the cartridge in the first destination goes: may be the source. */
  readonly secondDestination: Element;
  readonly invertFirst: boolean;
  readonly invertSecond: boolean;
}

export type RobotCarriage = Carriage & { readonly source: Element; readonly destination: Element };
export type Plan = readonly RobotCarriage[] | Refusal;
type Occupant = (element: Element) => string | undefined;

export function planMove({ transport, source, destination, invert }: MoveRequest, occupant: Occupant): Plan {
  const barcode = occupant(source);
  if (barcode === undefined) return { why: 'source-empty', element: source };
  return full([destination, transport], source, occupant) ?? [{ barcode, source, destination, invert }];
}

export function planExchange(request: ExchangeRequest, occupant: Occupant): Plan {
  const { transport, source, firstDestination, secondDestination, invertFirst, invertSecond } = request;
  const first = occupant(source);
  const second = occupant(firstDestination);
  if (first === undefined) return { why: 'source-empty', element: source };
  if (second === undefined) return { why: 'source-empty', element: firstDestination };
  // Nothing goes where it is, and makes room for itself.
  if (firstDestination.address === source.address) return { why: 'destination-full', element: firstDestination };
  return (
    full([secondDestination, transport], source, occupant) ?? [
      { barcode: first, source, destination: firstDestination, invert: invertFirst },
      { barcode: second, source: firstDestination, destination: secondDestination, invert: invertSecond },
    ]
  );
}

function full(elements: readonly Element[], source: Element, occupant: Occupant): Refusal | undefined {
  const element = elements.find((one) => one.address !== source.address && occupant(one) !== undefined);
  return element && { why: 'destination-full', element };
}

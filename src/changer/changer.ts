/**
 * What the changer's command rows and pages act on: the library, the model, the SCSI addresses of elements, and what is remembered of the robot's
 * work. `MediumChanger` puts the device server around it.
 */
import type { Layout } from '../foundation/layout.ts';
import { type Element, type ElementTypeName, elementAt, elementNumbered } from '../library/element.ts';
import type { Library } from '../library/library.ts';
import type { Refusal } from '../library/refusal.ts';
import { additionalSense } from '../scsi/additional-sense.ts';
import type { CommandContext } from '../scsi/command.ts';
import { DeferredErrors } from '../scsi/deferred-errors.ts';
import { checkCondition, good, type Outcome } from '../scsi/outcome.ts';
import { illegalRequest, SenseKey } from '../scsi/sense.ts';
import { TapeAlerts } from '../scsi/tape-alert.ts';
import type { ChangerModel } from './model.ts';
import { refusalSense } from './refusal-sense.ts';
import { RobotHistory } from './robot-history.ts';
import { alertOf, alertsOfMotions } from './tape-alert.ts';
import { VolumeTagSearches } from './volume-tag-search.ts';

/** The fields that can name elements of one type only. */
const typeOfField: Readonly<Record<string, ElementTypeName>> = { transport: 'mediumTransport', importExport: 'importExport' };

export class Changer {
  readonly library: Library;
  readonly model: ChangerModel;
  readonly alerts = new TapeAlerts();
  readonly history: RobotHistory;
  readonly volumeTagSearches = new VolumeTagSearches();
  readonly deferredErrors: DeferredErrors;

  /** `brokenOff` hears of a bug of ours that no task waits for. */
  constructor(library: Library, model: ChangerModel, brokenOff: (error: unknown) => void) {
    this.library = library;
    this.model = model;
    this.history = new RobotHistory(library, model);
    this.deferredErrors = new DeferredErrors(brokenOff);
  }

  /**
   * The elements at the addresses in these fields of a CDB, or 21/01 that points at the first field without one. In `transport` and `importExport`
   * there must be elements of these types; 0 in `transport` is the first of them.
   */
  elements<Names extends string>(
    // biome-ignore lint/suspicious/noExplicitAny: a layout of any fields, which those of the names are among
    cdb: Pick<Layout<any>, 'position'>,
    addresses: Readonly<Record<Names, number>>,
  ): Readonly<Record<Names, Element>> | Outcome {
    const found: Record<string, Element> = {};
    for (const [name, address] of Object.entries<number>(addresses)) {
      const element = this.#elementAt(name, address);
      if (element === undefined)
        return checkCondition(
          illegalRequest(additionalSense.invalidElementAddress, { fieldPointer: { ...cdb.position(name), in: 'cdb' } }),
        );
      found[name] = element;
    }
    return found as Record<Names, Element>;
  }

  /** Whether cartridges can be moved between elements of these types at all, as mode page 1Fh tells: types of which there is none cannot. */
  moves(from: ElementTypeName, to: ElementTypeName): boolean {
    const { layout } = this.library;
    if (layout[from].count === 0 || layout[to].count === 0) return false;
    return !this.model.impossibleMoves.some(([source, destination]) => source === from && destination === to);
  }

  /** Whether the model has the command of this T10 name. */
  serves(command: string): boolean {
    return this.model.commands === undefined || this.model.commands.includes(command);
  }

  /**
   * What a command asks of the robot, until the end. A task that is aborted leaves the motion behind, which goes on: how it failed is told as a deferred
   * error. While somebody else's motion is under way its own has not begun, and never will when it is aborted then. The motion is told when nobody waits
   * for it any more.
   */
  async perform(context: CommandContext, motion: (abandoned: AbortSignal) => Promise<Refusal | undefined>): Promise<Outcome> {
    const atRest = this.library.atRest();
    await (context.untilAborted?.(atRest) ?? atRest);
    const abandonment = new AbortController();
    try {
      return await this.deferredErrors.endOf(this.#concluded(context, motion(abandonment.signal)), context);
    } catch (error) {
      abandonment.abort();
      throw error;
    }
  }

  async #concluded({ cdb }: CommandContext, motion: Promise<Refusal | undefined>): Promise<Outcome> {
    const refusal = await motion;
    if (refusal === undefined) {
      this.alerts.lower(...alertsOfMotions);
      return good;
    }
    const sense = refusalSense(refusal, this.model);
    const alert = alertOf(refusal);
    if (alert !== undefined) this.alerts.raise(alert);
    if (sense.key === SenseKey.hardwareError) this.history.failed(cdb, sense);
    return checkCondition(sense);
  }

  #elementAt(field: string, address: number): Element | undefined {
    const { layout } = this.library;
    const type = typeOfField[field];
    if (type === 'mediumTransport' && address === 0) return elementNumbered(layout, type, 1);
    const element = elementAt(layout, address);
    return type === undefined || element?.type === type ? element : undefined;
  }
}

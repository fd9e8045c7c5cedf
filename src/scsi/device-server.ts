/**
 * What a logical unit asks of the device behind it (SAM-5 §4.6): a tape drive or a medium changer. All that SPC has in common for them,
 * dispatch, preconditions, unit attentions, INQUIRY, mode and log commands, reservations and resets, is the logical unit's; the device gives
 * data about itself, its own command rows and its reactions.
 *
 * Calls never overlap with a command of the device, except `nexusLost` and those marked (any time): the task set runs one task at a time.
 */
import type { Clock } from '../foundation/clock.ts';
import type { CommandContext, ServedCommand } from './command.ts';
import type { Identity } from './identity.ts';
import type { LogPage } from './log-pages.ts';
import type { ModePage, ModePageControl } from './mode-pages.ts';
import type { ModeParameters, RefusedModeParameter } from './mode-parameters.ts';
import type { NonvolatileMemory } from './nonvolatile-memory.ts';
import type { SecurityProtocol } from './security-protocol.ts';
import type { Sense } from './sense.ts';
import type { Nexus } from './target.ts';
import type { VitalProductDataPage } from './vital-product-data.ts';

/** Ordered by how much each resets; every one is also a logical unit reset (SAM-5 §6.3). */
export type Reset = 'logical-unit-reset' | 'hard-reset' | 'power-on';

/** The command timeouts descriptor (SPC-4 §6.35.4), in seconds. */
export interface CommandTimeouts {
  readonly nominal: number;
  readonly recommended: number;
}

export interface DeviceServer {
  readonly identity: Identity;
  /**
   * The T10 names of all commands that this product has, shared ones among them; every other is 20/00 here. Undefined: all rows there are. INQUIRY,
   * REQUEST SENSE, TEST UNIT READY and REPORT LUNS are always served.
   */
  readonly served?: ReadonlySet<string>;
  /** The security protocols behind SECURITY PROTOCOL IN and OUT, 00h excepted, which lists them. */
  readonly securityProtocols?: readonly SecurityProtocol[];
  /** Of the timestamp and of how long tasks take; the system's unless given. */
  readonly clock?: Clock;
  /** Kept while the power is off; nothing is unless given. */
  readonly nonvolatileMemory?: NonvolatileMemory;
  /** Bytes 18 and on of fixed format sense data, for products that have more than 18 (a DLT's remaining capacity). */
  additionalSenseBytes?(sense: Sense): Uint8Array;
  /** How long a command of this T10 name may take, in seconds, as REPORT SUPPORTED OPERATION CODES tells; undefined: not said. */
  commandTimeouts?(name: string): CommandTimeouts | undefined;
  /** The device's own rows, bound to it with `serve(device, rows)`; the logical unit adds the shared ones. */
  readonly commands: readonly ServedCommand[];
  /** All pages of the unit, `sharedModePages` among them so far as the product has them. */
  readonly modePages: readonly ModePage[];
  /** The device's own pages; 00h and the subpage lists are made from them. */
  readonly logPages: readonly LogPage[];
  /** All pages but 00h, `sharedVitalProductData` among them so far as the product has them. */
  readonly vitalProductData: readonly VitalProductDataPage[];

  /** The object that a tape's next READ or WRITE begins with; undefined: nothing is loaded, or the device is no tape drive. (any time) */
  position?(): number | undefined;

  /** Undefined: ready. Else the NOT READY (or other) sense that a command with `needsReady`, TEST UNIT READY and REQUEST SENSE get. (any time) */
  readiness(): Sense | undefined;
  /** What REQUEST SENSE says while the device carries out an operation whose command has ended (SPC-5 §6.34); undefined: there is none. (any time) */
  underWay?(): Sense | undefined;
  /** What a command that has ended well tells the host besides, with its data (SPC-4 §7.5.11); taking it ends it. */
  takeInformationalException?(): Sense | undefined;
  /** What REQUEST SENSE tells who has nothing worse to hear; it stays. */
  informationalException?(nexus: Nexus): Sense | undefined;
  /** The failure of earlier, buffered work that this nexus is to be told of before its next command; taking it ends it. */
  takeDeferredError(nexus: Nexus): Sense | undefined;
  /** It has not been told of that after all. */
  giveBackDeferredError(nexus: Nexus, sense: Sense): void;

  /** MODE SENSE with DBD=0 ends with 24/00: a product without block descriptors that takes the wish for them as a mistake. */
  readonly refusesBlockDescriptors?: boolean;
  /** Header and block descriptor of MODE SENSE; for `changeable`, a one for each bit that MODE SELECT may change. */
  modeParameters(control: ModePageControl): ModeParameters;
  /** The first field of a MODE SELECT header or descriptor that cannot be accepted. Changes nothing. */
  refuseModeParameters(selected: ModeParameters): RefusedModeParameter | undefined;
  /** Takes over a header and, if one was sent, a block descriptor. True when anything changed. */
  selectModeParameters(selected: ModeParameters): boolean;
  /** Does to the medium what the selected pages ask for: the command ends with the sense if it could not. */
  carryOutModeSelection?(context: CommandContext): Promise<Sense | undefined>;
  /** Brings buffered work to rest before mode parameters change; sense when it could not be. */
  synchronise(): Promise<Sense | undefined>;

  /** The power goes: what stands in volatile memory only is lost. */
  powerOff?(): Promise<void>;
  /** The device's own part of a reset: mode header and block descriptor to their defaults, buffered work kept or lost as the kind says. */
  reset(kind: Reset): void | Promise<void>;
  /** A nexus does not hold its reservation any more, and the unit was not reset. (any time) */
  reservationEnded?(nexusId: string, how: 'preempted' | 'lost'): void;
  /** An I_T nexus is gone; its tasks have ended. */
  nexusLost(nexus: Nexus): void;
}

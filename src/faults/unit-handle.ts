/** What actions can do to a logical unit, a drive's or a changer's; `hands-on-units.ts` is it. */
import type { Absence } from '../scsi/absent-logical-unit.ts';
import type { AdditionalSense } from '../scsi/additional-sense.ts';
import type { Disguise } from '../scsi/identification.ts';
import type { Identity } from '../scsi/identity.ts';
import type { Sense } from '../scsi/sense.ts';
import type { TapeAlerts } from '../scsi/tape-alert.ts';
import type { Nexus } from '../scsi/target.ts';

/** Which initiators hear of something: all unless given. */
export interface Hearers {
  readonly initiator?: string | undefined;
}

/** A unit is away from its target. */
export interface Withdrawal {
  /** It has been put back, or taken away once more. */
  readonly over: boolean;
  /** Puts it back unless that is over. */
  end(): void;
}

export interface UnitHandle {
  readonly target: string;
  readonly lun: number;
  /** Its name in the configuration. */
  readonly device: string;
  readonly kind: 'drive' | 'library';
  /** Who it says it is now. */
  readonly identity: Identity;
  readonly alerts: TapeAlerts;
  establishUnitAttention(condition: AdditionalSense, hearers?: Hearers): void;
  /** Takes away what the nexus is to be told next; undefined: there is nothing. */
  takeUnitAttention(nexus: Pick<Nexus, 'id'>): AdditionalSense | undefined;
  /** Keeps it from being ready; what is returned ends that, if nothing else has. */
  impede(sense: Sense): () => void;
  /** It is ready again, if something kept it from that. */
  endImpediment(): void;
  /** Takes it away from its target. */
  withdraw(as: Absence): Withdrawal;
  readonly withdrawn: boolean;
  /** It is back, if it had been taken away. */
  putBack(): void;
  disguise(disguise: Disguise, how: { readonly lasts: boolean; readonly told: boolean }): void;
  powerOff(): Promise<void>;
  powerOn(): Promise<void>;
  /** A host that cannot be reached holds it by RESERVE; what is returned ends that. Answers undefined where another holds it already. */
  reserveForNobody(): (() => void) | undefined;
  /** Of a drive. */
  readonly requestCleaning?: () => void;
}

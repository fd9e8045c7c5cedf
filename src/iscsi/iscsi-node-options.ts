/** What a node is made of: its targets, the network portals they are reached through (RFC 7143 §4.4.1), and what initiators may take of it. */
import type { Clock } from '../foundation/clock.ts';
import type { Endpoint } from '../foundation/endpoint.ts';
import type { Publish } from '../foundation/event.ts';
import type { ScsiTarget } from '../scsi/target.ts';
import type { AccessRule, ChapCredential } from './access.ts';
import type { IscsiEvent } from './events.ts';
import type { IscsiLimits } from './limits.ts';
import type { KeepAliveTimes } from './nop.ts';
import type { SessionRetention } from './operational-parameters.ts';

/** Where initiators are accepted. */
export interface NetworkPortal {
  /** The real address; a wildcard stands for whichever address of the machine a connection came to. */
  readonly listen: Endpoint;
  /** What SendTargets tells in its place. */
  readonly advertise?: Endpoint;
  readonly portalGroupTag: number;
}

/** A target that has moved (§11.13.5, status class 1): whoever comes to another address is sent to this one. */
export interface Redirection {
  readonly to: Endpoint;
  readonly permanent: boolean;
}

export interface IscsiTargetOptions {
  readonly name: string;
  readonly alias?: string;
  readonly device: ScsiTarget;
  /** The portal groups it is reached through; all unless given. */
  readonly portalGroupTags?: readonly number[];
  /** Everybody unless given. */
  readonly access?: readonly AccessRule[];
  /** What the target proves itself by to an initiator that asks for it (mutual CHAP). */
  readonly credential?: ChapCredential;
  readonly redirection?: Redirection;
}

/** Discovery sessions. One that names a target has to prove what that target demands, and nothing here. */
export interface DiscoveryOptions {
  readonly access?: readonly AccessRule[];
  readonly credential?: ChapCredential;
}

export interface IscsiNodeOptions {
  /** Names are to be well formed and different. */
  readonly targets: readonly IscsiTargetOptions[];
  /** Asked for whenever somebody discovers; the address a connection came to, with its port's group, unless given. */
  readonly portals?: () => readonly NetworkPortal[];
  readonly discovery?: DiscoveryOptions;
  readonly limits?: Partial<IscsiLimits>;
  readonly keepAlive?: KeepAliveTimes;
  /** This side's DefaultTime2Wait and DefaultTime2Retain. */
  readonly sessionRetention?: SessionRetention;
  /** How long a shutdown waits for initiators to log out. */
  readonly logoutTimeoutMs?: number;
  readonly publish?: Publish<IscsiEvent>;
  readonly clock?: Clock;
  /** Unpredictable bytes, for challenges; the system's unless given. */
  readonly random?: (length: number) => Uint8Array;
}

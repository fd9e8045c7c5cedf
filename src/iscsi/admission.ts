/**
 * What a login asks of the rest of its node (RFC 7143 §6.3.1): whether one who comes may come in, on what terms, and whether the sessions that there
 * are have a place for it. `directory.ts` answers the first, `sessions.ts` the second.
 */
import type { Endpoint } from '../foundation/endpoint.ts';
import type { Lun } from '../scsi/target.ts';
import type { TextPair } from '../wire/text.ts';
import type { AuthenticationDemand } from './authentication.ts';

/** Who comes, from where, by what door, for what. Names are in their normal form. */
export interface Approach {
  readonly type: 'normal' | 'discovery';
  readonly initiatorName: string;
  /** Undefined for a discovery session that names no target. */
  readonly targetName: string | undefined;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly portalGroupTag: number;
}

/** What one who comes is let in to, and on what terms. */
export interface Admission {
  readonly target?: { readonly name: string; readonly alias: string | undefined };
  readonly authentication: AuthenticationDemand;
  /** The logical units that are shown; all unless given. */
  readonly luns: ReadonlySet<Lun> | undefined;
}

/** A login is answered with this and ends. */
export interface LoginRefusal {
  /** As in LoginStatus. */
  readonly status: number;
  /** One sentence. */
  readonly problem: string;
  /** What the answer says besides: where a target has moved to. */
  readonly pairs?: readonly TextPair[];
}

/** What a login asks of the node it arrives at. */
export interface LoginDirectory {
  admit(approach: Approach): Admission | LoginRefusal;
}

/** What a login asks of the sessions that exist. */
export interface LoginSessions {
  /**
   * Whether a login of this identity may lead a new session (TSIH 0; in the place of an older one, if there is one) or join the one of that TSIH
   * (§6.3.1, §6.3.4, §6.3.5). Asked once the initiator has proved who it is, with each request, and last in the moment the login ends. Changes nothing.
   */
  admitSession(identity: LoginIdentity, tsih: number, connectionId: number): LoginRefusal | undefined;
}

/** Who logs in, and to what: what identifies a session beside its TSIH (§6.3.1), and what stays as its first login had it. */
export interface LoginIdentity {
  readonly type: 'normal' | 'discovery';
  readonly initiatorName: string;
  readonly isid: Uint8Array;
  /** Undefined for a discovery session that names no target. */
  readonly target: string | undefined;
  /** As in the admission. */
  readonly luns: ReadonlySet<Lun> | undefined;
}

/** What the operator sees of sessions and does to them. */
import type { Notice, SessionActions } from './control/actions.ts';
import type { SessionView } from './control/views.ts';
import { UserError } from './foundation/user-error.ts';
import type { AsyncNotice } from './iscsi/async-notice.ts';
import type { IscsiNode, SessionSummary } from './iscsi/iscsi-node.ts';
import { toLun } from './scsi/target.ts';

export const sessionView = ({ since, target, connectionId, ...session }: SessionSummary): SessionView => ({
  ...session,
  since: new Date(since).toISOString(),
  ...(target !== undefined && { target }),
  ...(connectionId !== undefined && { connectionId }),
});

/** Each answers the session as it was before. `reset` breaks off the connections of a session; it answers false where there is none. */
export function sessionActions(node: IscsiNode, reset: (tsih: number) => boolean): SessionActions {
  /** `act` answers false where nobody can be told anything. */
  const on = async (tsih: number, act: (session: SessionSummary) => boolean): Promise<SessionView> => {
    const session = node.sessions().find((one) => one.tsih === tsih);
    if (session === undefined) throw unknownSession(tsih, node.sessions());
    if (act(session)) return sessionView(session);
    throw new UserError('session-without-connection', `Session ${tsih} of ${session.initiatorName} has no connection now.`, {
      hint: 'its initiator may come back, or the session ends by itself.',
    });
  };
  return {
    'session.list': async () => node.sessions().map(sessionView),
    'session.logout': ({ tsih, withinSeconds }) => on(tsih, () => node.requestLogout(tsih, withinSeconds)),
    'session.negotiate': ({ tsih, withinSeconds }) => on(tsih, () => node.requestNegotiation(tsih, withinSeconds)),
    'session.end': ({ tsih, announce = false }) => on(tsih, () => node.endSession(tsih, { announce })),
    'session.drop': ({ tsih }) => on(tsih, () => reset(tsih)),
    'session.notify': ({ tsih, notice }) => on(tsih, ({ connectionId = 0 }) => node.notify(tsih, asyncNotice(notice, connectionId))),
  };
}

function unknownSession(tsih: number, sessions: readonly SessionSummary[]): UserError {
  const known = sessions.map((session) => `${session.tsih} (${session.initiatorName})`).join(', ');
  return new UserError('session-unknown', `There is no session ${tsih}.`, {
    hint: known === '' ? 'no initiator is logged in.' : `there ${sessions.length === 1 ? 'is' : 'are'} ${known}.`,
  });
}

function asyncNotice(notice: Notice, ownConnectionId: number): AsyncNotice {
  switch (notice.event) {
    case 'scsi-event':
      return { event: 'scsi', lun: toLun(notice.lun), sense: new Uint8Array(Buffer.from(notice.sense, 'hex')) };
    case 'task-termination':
      return { ...notice, lun: toLun(notice.lun) };
    case 'connection-dropped':
      return { ...notice, connectionId: notice.connectionId ?? ownConnectionId };
    default:
      return notice;
  }
}

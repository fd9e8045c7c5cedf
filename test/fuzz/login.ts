/** Logins that are meant to succeed, whole or up to where a state wants them (RFC 7143 §6.3, §12.1.3). */
import { encode, type Received, type Request } from '../conformance/pdu-table.ts';
import { decodeText } from '../conformance/text-pairs.ts';
import { chapResponse } from './chap.ts';
import type { Peer } from './peer.ts';
import { host } from './target-home.ts';
import { identification } from './texts.ts';

export const stage = { security: 0, operational: 1, fullFeature: 3 } as const;

/** The state that was wanted has not come about: a limit, or another connection in the way. */
export class NotReached extends Error {
  override readonly name = 'NotReached';
}

/** Sends one Login Request and gives the answer, which has to be a success. */
export async function loginStep(
  peer: Peer,
  text: string,
  fields: Partial<Request<'login-request'>> = {},
): Promise<Received<'login-response'>> {
  const { stage: currentStage, isid, tsih, cid, cmdSn, expStatSn } = peer.standing;
  const answer = peer.answer('login-response');
  await peer.send(
    encode({
      kind: 'login-request',
      immediate: true,
      currentStage,
      isid,
      tsih,
      cid,
      cmdSn,
      expStatSn,
      initiatorTaskTag: 1,
      data: Buffer.from(text),
      ...fields,
    }),
  );
  const response = (await answer) as Received<'login-response'> | undefined;
  if (response === undefined) throw new NotReached('no answer');
  if (response.statusClass !== 0) throw new NotReached(`status ${response.statusClass}/${response.statusDetail}`);
  return response;
}

/** The last step, from whichever stage. */
export const intoFullFeature = (peer: Peer, offers: string): Promise<Received<'login-response'>> =>
  loginStep(peer, offers, { transit: true, nextStage: stage.fullFeature });

/** A whole login without authentication. */
export async function logIn(peer: Peer, offers: string): Promise<void> {
  peer.standing.stage = stage.operational;
  await intoFullFeature(peer, identification(peer.standing) + offers);
}

/** Says who it is and which algorithm it takes, and gets the challenge. */
export async function beginChap(peer: Peer, algorithm: number): Promise<ReadonlyMap<string, string>> {
  peer.standing.stage = stage.security;
  await loginStep(peer, `${identification(peer.standing)}AuthMethod=CHAP\0`);
  const { data } = await loginStep(peer, `CHAP_A=${algorithm}\0`);
  return new Map(decodeText(data));
}

/** Answers the challenge, and for mutual CHAP sends one. */
export const answerChap = (peer: Peer, challenge: ReadonlyMap<string, string>, mutual: boolean, transit: boolean) => {
  const response = chapResponse(
    Number(challenge.get('CHAP_A')),
    Number(challenge.get('CHAP_I')),
    host.secret,
    challenge.get('CHAP_C') ?? '0x',
  );
  const own = mutual ? `CHAP_I=7\0CHAP_C=0x${'5a'.repeat(16)}\0` : '';
  return loginStep(peer, `CHAP_N=${host.name}\0CHAP_R=${response}\0${own}`, transit ? { transit, nextStage: stage.operational } : {});
};

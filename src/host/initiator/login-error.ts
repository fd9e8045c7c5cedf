/** Why a login came to nothing, as a sentence for a person, and by kind for those who count or log it. */
import { UserError } from '../../foundation/user-error.ts';
import { LoginStatus } from '../../wire/login-response.ts';

export type LoginFailure =
  /** Nobody listens there, or nobody was reached. */
  | 'unreachable'
  /** The connection ended before the login had. */
  | 'dropped'
  | 'no-answer'
  /** What came is no answer that RFC 7143 has to a login. */
  | 'invalid-answer'
  | 'bad-redirection'
  /** Either side did not prove who it is. */
  | 'authentication'
  /** Any other status but success. */
  | 'refused';

export class LoginError extends UserError {
  readonly failure: LoginFailure;
  /** Status-Class and Status-Detail (RFC 7143 §11.13.5), where the target gave them. */
  readonly status: number | undefined;

  constructor(
    failure: LoginFailure,
    message: string,
    options: { hint?: string | undefined; status?: number; code?: string; cause?: unknown } = {},
  ) {
    super(options.code ?? codes[failure], message, { hint: options.hint, cause: options.cause });
    this.failure = failure;
    this.status = options.status;
  }
}

const codes: Record<LoginFailure, string> = {
  unreachable: 'portal-unreachable',
  dropped: 'login-dropped',
  'no-answer': 'login-not-answered',
  'invalid-answer': 'login-invalid-answer',
  'bad-redirection': 'login-bad-redirection',
  authentication: 'login-not-authenticated',
  refused: 'login-refused',
};

interface StatusWords {
  readonly words: string;
  readonly hint?: string;
  readonly failure?: LoginFailure;
  readonly code?: string;
}

const statuses: Readonly<Record<number, StatusWords>> = {
  [LoginStatus.initiatorError]: { words: 'calls the login faulty' },
  [LoginStatus.authenticationFailure]: {
    words: 'does not accept the proof of who we are',
    hint: 'give the CHAP user and secret that it expects: --chap-user and --chap-secret-file.',
    failure: 'authentication',
  },
  [LoginStatus.authorizationFailure]: { words: 'lets this initiator name not in', hint: 'name an initiator that it allows.' },
  [LoginStatus.notFound]: { words: 'knows no such target', hint: 'ask it what targets there are.', code: 'target-unknown' },
  [LoginStatus.targetRemoved]: { words: 'says that the target was removed, and where to is not known' },
  [LoginStatus.unsupportedVersion]: { words: 'does not speak this version of iSCSI' },
  [LoginStatus.tooManyConnections]: { words: 'has no room for another connection' },
  [LoginStatus.missingParameter]: { words: 'misses a key' },
  [LoginStatus.cannotIncludeInSession]: { words: 'cannot take the connection into the session' },
  [LoginStatus.sessionTypeNotSupported]: { words: 'does not serve this type of session' },
  [LoginStatus.sessionDoesNotExist]: { words: 'knows no such session' },
  [LoginStatus.invalidDuringLogin]: { words: 'was sent something that has no place in a login' },
  [LoginStatus.targetError]: { words: 'has failed' },
  [LoginStatus.serviceUnavailable]: { words: 'is not in service now', hint: 'try again later.' },
  [LoginStatus.outOfResources]: { words: 'has no resources for another session now', hint: 'try again later.' },
};

/** The target has ended the login with this status. `where` is the portal, and what was wanted there. */
export function refusal(status: number, where: string): LoginError {
  const known = statuses[status];
  const number = `${status.toString(16).padStart(4, '0')}h`;
  const words = known?.words ?? 'refuses the login';
  const { failure = 'refused', hint, code } = known ?? {};
  return new LoginError(failure, `${where} ${words} (login status ${number}).`, { hint, status, ...(code !== undefined && { code }) });
}

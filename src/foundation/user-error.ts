/**
 * A mistake of the operator, or a state of the machine that only the operator can mend: told as one sentence and a hint, by the command
 * line and the control channel alike. Nothing was changed when one is thrown.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** Stable, for scripts: `home-in-use`, `barcode-unknown`. */
  readonly code: string;
  /** What to do next, if there is a natural next step. */
  readonly hint: string | undefined;
  /** The command's exit code: 1 refused or failed, 2 usage, 3 no server. */
  readonly exitCode: 1 | 2 | 3;

  constructor(code: string, message: string, options: { hint?: string | undefined; exitCode?: 1 | 2 | 3; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? 1;
  }
}

/** Somebody at the computer, or nobody: answers what programs ask, as a run has it. */
export interface Request {
  /** Who asks: `NTBackup`, `Removable Storage`. */
  readonly by: string;
  /** As it stands on the screen. */
  readonly text: string;
  /** Which tape is wanted: the one with this number of a set, counted from 1; any that may be written unless given. */
  readonly sequence?: number;
}

export interface Person {
  /** Does what is asked and confirms it (`done`), or cancels it. Never settles when nobody is there; what it rejects with is thrown to whoever has asked. */
  answer(request: Request): Promise<'done' | 'cancelled'>;
}

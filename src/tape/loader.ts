/**
 * The drive's loader: what draws a cartridge in and threads its tape, and what lets it out again. `mechanism.ts` decides what is to be done and what
 * becomes of a failure; the loader does it, or fails to. Like a library's robot it is one of the things that a fault is another one around.
 */
export interface LoadFailure {
  /** Where the cartridge is now: pushed out again, or inside, where only an unload gets it from. */
  readonly cartridge: 'at-mouth' | 'inside';
  /** What it failed of. */
  readonly by: 'medium' | 'drive';
  readonly message: string;
}

/** The cartridge does not come out: it stays threaded as it was. */
export interface UnloadFailure {
  readonly message: string;
}

export interface Loader {
  /** Resolves when the tape is threaded. */
  drawIn(barcode: string): Promise<LoadFailure | undefined>;
  /** Resolves when the cartridge lies at the drive's mouth. */
  letOut(barcode: string): Promise<UnloadFailure | undefined>;
}

/** One that never fails. How long it takes, the drive's timing says. */
export const plainLoader: Loader = {
  drawIn: async () => undefined,
  letOut: async () => undefined,
};

/**
 * How an occurrence goes on: a passage is handed to the action of the rule that fires, which lets it proceed, changed or not, or does something in its
 * place. Several rules stack: to proceed is to go on to the next rule, and after the last one to what the house would have done.
 */
import type { StoreFile } from '../cartridge/store.ts';
import type { Clock } from '../foundation/clock.ts';
import type { RobotFailure } from '../library/robot.ts';
import type { CommandContext, ServedCommand } from '../scsi/command.ts';
import type { Outcome } from '../scsi/outcome.ts';
import type { Pdu } from '../wire/pdu.ts';
import type { ConnectionHandle } from './connection-handle.ts';
import type { Occurrence, Seam } from './occurrence.ts';
import type { UnitHandle } from './unit-handle.ts';

interface Passage<Result> {
  readonly occurrence: Occurrence;
  proceed(): Result;
}

export interface ConnectionPassage extends Passage<void> {
  readonly connection: ConnectionHandle;
}

export interface PduPassage extends Omit<Passage<void>, 'proceed'> {
  readonly connection: ConnectionHandle;
  readonly pdu: Pdu;
  /** The PDU goes on, or another in its place. One that never goes on is lost; one that goes on twice is there twice. */
  proceed(pdu?: Pdu): void;
}

export interface CommandPassage extends Passage<Promise<Outcome>> {
  readonly row: ServedCommand;
  readonly context: CommandContext;
  readonly unit: UnitHandle;
  readonly clock: Clock;
  /** After the command: how it has ended; `proceed` answers the same then. */
  readonly outcome?: Outcome;
}

/**
 * The result is the operation's own: of a read the object, of a load or an unload how the loader failed, if it did, of the rest nothing. What fails
 * throws VolumeError.
 */
export type VolumePassage = Passage<Promise<unknown>>;

/** What fails throws StoreError. */
export interface StorePassage extends Passage<Promise<unknown>> {
  /** It takes so much longer. */
  pause(durationMs: number): Promise<void>;
  readonly path: string;
  /** Of a write: its bytes, and the file that they go into past the rules. */
  readonly writing?: { readonly pieces: readonly Uint8Array[]; readonly position: number; readonly file: StoreFile };
}

export interface RobotPassage extends Passage<Promise<RobotFailure | undefined>> {
  /** The movement takes so much longer. What comes of it when the door is opened meanwhile; undefined: it can go on. */
  pause(durationMs: number): Promise<RobotFailure | undefined>;
  /** It comes to no end of its own: nobody waits for it any more, or the same. */
  pauseUntilAbandoned(): Promise<RobotFailure | undefined>;
}

export interface Passages {
  readonly connection: ConnectionPassage;
  readonly pdu: PduPassage;
  readonly command: CommandPassage;
  readonly volume: VolumePassage;
  readonly store: StorePassage;
  readonly robot: RobotPassage;
}

/** What a passage through a seam results in. */
export type ResultAt<S extends Seam> = ReturnType<Passages[S]['proceed']>;

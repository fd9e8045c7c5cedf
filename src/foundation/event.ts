/**
 * How the rooms tell what happens without knowing who listens: protocol and device code publish events, and only `lab.ts` decides whether
 * a log, the trace, the metrics or a fault rule hears them. Every room declares its own event types, each a `Happening`.
 */
export interface Happening {
  /** Who it happened to and what, in kebab-case, as `room.what`: `session.established`, `cartridge.tail-cut`. */
  readonly event: string;
}

/** Publishing never throws and never waits. */
export type Publish<E extends Happening = Happening> = (event: E) => void;

/** For those who need not be heard. */
export const publishNothing: Publish = () => {};

/**
 * What must be true if our own code is right. A broken invariant is a bug, never an answer to bad input: whoever catches it ends the
 * connection or the command it happened in, and the trace says why.
 */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** @throws InvariantError when `condition` is false; `why` states what should have held. */
export function invariant(condition: unknown, why: string): asserts condition {
  if (!condition) throw new InvariantError(why);
}

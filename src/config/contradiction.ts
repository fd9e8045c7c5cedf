/** Something in a configuration that its other parts make wrong, and where it stands. */
export interface Contradiction {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly hint?: string | undefined;
}

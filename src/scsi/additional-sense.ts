/** Additional sense codes (SPC-5 annex F.2) that this product says, by their T10 words. */
export interface AdditionalSense {
  readonly asc: number;
  readonly ascq: number;
  /** T10's words: `WRITE ERROR`. */
  readonly name: string;
}

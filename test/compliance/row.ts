/** One row of the compliance table: a requirement of RFC 7143, what this target does about it, and how that is known. */
export interface ComplianceRow {
  /** The section's number. */
  readonly section: string;
  readonly subject: string;
  /** What the target does; one line without a full stop. */
  readonly conduct: string;
  /** Undefined: it is not there, and `conduct` says what happens instead. */
  readonly test?: TestReference;
  /** A change of the source that takes the behaviour away: the test fails with it. */
  readonly removal?: Removal;
}

/** The title of a test as it stands in the file of that name below `test/`. */
export interface TestReference {
  readonly file: string;
  readonly title: string;
}

export interface Removal {
  /** Below `src/`. */
  readonly file: string;
  /** Stands in the file once. */
  readonly passage: string;
  readonly becomes: string;
}

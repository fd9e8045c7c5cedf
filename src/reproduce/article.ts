/**
 * A Microsoft Knowledge Base article as far as a reproduction speaks of it: its statements, told in our words and numbered, so that an expectation and a
 * verdict can say which of them they rest on. Statements that are not the article's own, but follow from other published facts, have a plus instead of
 * the dash: `KB889330+4`.
 */

export interface Article {
  /** `KB 889330`. */
  readonly name: string;
  readonly subject: string;
  readonly statements: Readonly<Record<StatementNumber, string>>;
}

/** `KB889330-3`. */
export type StatementNumber = `KB${number}${'-' | '+'}${number}`;

/** What a run comes to, beside the article. `unlike`: it is none of what the article tells. */
export type Verdict = 'reproduced' | 'remedied' | 'worked around' | 'not affected' | 'unlike';

/** What an article says of a combination of circumstances. */
export interface Expectation {
  readonly verdict: Exclude<Verdict, 'unlike'>;
  readonly statements: readonly StatementNumber[];
}

/** A row of a table of expectations: every circumstance named has one of the values named. */
export interface ExpectationRow<Combination> extends Expectation {
  readonly where: { readonly [Name in keyof Combination]?: readonly Combination[Name][] };
}

/** The first row that holds. */
export function expectationOf<Combination extends object>(
  rows: readonly [...ExpectationRow<Combination>[], Expectation],
  combination: Combination,
): Expectation {
  const holds = (row: ExpectationRow<Combination> | Expectation): boolean =>
    !('where' in row) ||
    Object.entries(row.where).every(([name, values]) => (values as readonly unknown[]).includes(combination[name as keyof Combination]));
  const { verdict, statements } = rows.find(holds)!;
  return { verdict, statements };
}

/**
 * The circumstances of a reproduction: axes with their values, and all combinations of them. Rows of a table that differ along one axis only, and come to
 * the same, fold into one.
 */

export type AxisValue = string | number | boolean;
export type Axes = Readonly<Record<string, readonly AxisValue[]>>;
export type CombinationOf<Of extends Axes> = { readonly [Name in keyof Of]: Of[Name][number] };

/** All combinations, the last axis changing first. */
export const combinationsOf = <const Of extends Axes>(axes: Of): readonly CombinationOf<Of>[] =>
  Object.entries(axes).reduce<readonly Record<string, AxisValue>[]>(
    (combinations, [name, values]) => combinations.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  ) as unknown as readonly CombinationOf<Of>[];

/** Several combinations at once: of each axis the values that they have, in the axis' order. */
export interface FoldedRow<Outcome> {
  readonly values: Readonly<Record<string, readonly AxisValue[]>>;
  readonly outcome: Outcome;
  /** How many combinations it stands for. */
  readonly count: number;
}

interface RowToFold<Outcome> {
  readonly combination: Readonly<Record<string, AxisValue>>;
  readonly outcome: Outcome;
}

/** Rows with the same outcome, by `keyOf`, that together are a block of combinations become one. */
export function folded<Outcome>(
  axes: Axes,
  rows: readonly RowToFold<Outcome>[],
  keyOf: (outcome: Outcome) => string,
): readonly FoldedRow<Outcome>[] {
  const names = Object.keys(axes);
  let blocks: readonly FoldedRow<Outcome>[] = rows.map(({ combination, outcome }) => ({
    values: Object.fromEntries(names.map((name) => [name, [combination[name]!]])),
    outcome,
    count: 1,
  }));
  for (let before = Number.POSITIVE_INFINITY; blocks.length < before; ) {
    before = blocks.length;
    // The last axes first: those that are listed first are what a reader looks for.
    for (const name of names.toReversed()) blocks = foldedAlong(name, axes, blocks, keyOf);
  }
  return blocks;
}

function foldedAlong<Outcome>(
  axis: string,
  axes: Axes,
  blocks: readonly FoldedRow<Outcome>[],
  keyOf: (outcome: Outcome) => string,
): readonly FoldedRow<Outcome>[] {
  const groups = new Map<string, FoldedRow<Outcome>>();
  for (const block of blocks) {
    const key = JSON.stringify([keyOf(block.outcome), { ...block.values, [axis]: [] }]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, block);
    else {
      const both = [...known.values[axis]!, ...block.values[axis]!];
      const values = axes[axis]!.filter((value) => both.includes(value));
      groups.set(key, { ...known, values: { ...known.values, [axis]: values }, count: known.count + block.count });
    }
  }
  return [...groups.values()];
}

/** `any`, where an axis makes no difference. */
export const valuesInWords = (values: readonly AxisValue[], all: readonly AxisValue[]): string =>
  values.length === all.length ? 'any' : values.map(valueInWords).join(', ');

export const valueInWords = (value: AxisValue): string => (value === true ? 'yes' : value === false ? 'no' : String(value));

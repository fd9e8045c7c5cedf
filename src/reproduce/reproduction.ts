/**
 * A reproduction of an article: the combinations of circumstances that it can be played in, what the article says of each, and how its course is judged. A
 * single one is played as it is; of the matrix, what comes to the same up to a point is played once.
 */
import type { PublishHost } from '../host/happening.ts';
import type { Article, Expectation } from './article.ts';
import type { Axes } from './combination.ts';
import { type Course, CourseRecorder, type Happening } from './course.ts';
import { type Finding, type Outcome, outcomeOf } from './finding.ts';
import type { Source } from './source.ts';
import type { Stage } from './stage.ts';

export interface Play {
  readonly stage: Stage;
  readonly source: Source;
  readonly publish: PublishHost;
}

export interface Reproduction<Combination extends object> {
  readonly article: Article;
  readonly axes: Axes;
  readonly combinations: readonly Combination[];
  expectationFor(combination: Combination): Expectation;
  /** Unless the caller has something to be backed up. */
  readonly source: Source;
  play(combination: Combination, play: Play): Promise<void>;
  judge(course: Course, combination: Combination): Finding;
  /** Of which other combination the course of this one has the beginning, and what of it. */
  partOf?(combination: Combination): { readonly whole: Combination; part(course: Course): Course } | undefined;
}

export interface PlayOptions {
  readonly stage: Stage;
  readonly source?: Source | undefined;
  /** Hears what happens while it does. */
  readonly hear?: (happening: Happening) => void;
}

/** Plays one combination. @throws UserError */
export async function reproduce<Combination extends object>(
  reproduction: Reproduction<Combination>,
  combination: Combination,
  { stage, source = reproduction.source, hear }: PlayOptions,
): Promise<Outcome<Combination>> {
  const course = await stage.play(courseOf(reproduction, combination, { stage, source, hear }));
  return judged(reproduction, combination, course);
}

async function courseOf<Combination extends object>(
  reproduction: Reproduction<Combination>,
  combination: Combination,
  { stage, source, hear }: { readonly stage: Stage; readonly source: Source; readonly hear?: ((happening: Happening) => void) | undefined },
): Promise<Course> {
  const recorder = new CourseRecorder(stage.clock, hear);
  await reproduction.play(combination, { stage, source, publish: recorder.publish });
  return recorder.course;
}

const judged = <Combination extends object>(
  reproduction: Reproduction<Combination>,
  combination: Combination,
  course: Course,
): Outcome<Combination> => {
  const { judge, expectationFor } = reproduction;
  return outcomeOf(combination, expectationFor(combination), judge(course, combination), course);
};

/** How many are played at a time: enough that one computes while another waits for its files, and few enough that their tapes fit into memory. */
const together = 8;

/** A part of the work, where several processes have one each: every so manyth, from this one on. */
export interface Share {
  readonly first: number;
  readonly of: number;
}

export interface MatrixOptions {
  readonly stage: Stage;
  readonly source?: Source | undefined;
  /** Called whenever one more has been played. */
  readonly progress?: (played: number, of: number) => void;
  /** All of them unless given. */
  readonly share?: Share;
}

/** Plays all combinations, or a share of them, several at a time on one clock. @throws UserError */
export async function reproduceAll<Combination extends object>(
  reproduction: Reproduction<Combination>,
  { stage, source = reproduction.source, progress = () => {}, share: { first, of } = { first: 0, of: 1 } }: MatrixOptions,
): Promise<readonly Outcome<Combination>[]> {
  const { combinations } = reproduction;
  const wholes = combinations.filter((one) => reproduction.partOf?.(one) === undefined).filter((_, at) => at % of === first);
  const courses = new Map<string, Course>();
  const waiting = [...wholes];
  const player = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      courses.set(keyOf(next), await courseOf(reproduction, next, { stage, source }));
      progress(courses.size, wholes.length);
    }
  };
  await stage.play(Promise.all(Array.from({ length: together }, player)));
  return combinations.flatMap((combination) => {
    const part = reproduction.partOf?.(combination);
    const course = courses.get(keyOf(part?.whole ?? combination));
    return course === undefined ? [] : [judged(reproduction, combination, part === undefined ? course : part.part(course))];
  });
}

/** Combinations are the same whose circumstances are. */
export const keyOf = (combination: object): string => JSON.stringify(Object.entries(combination).toSorted(([a], [b]) => (a < b ? -1 : 1)));

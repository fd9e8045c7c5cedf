/** Rules and occurrences for the tests of the engine: a few actions that do nothing but tell that they were there. */
import * as z from 'zod';
import { type Action, defineAction } from '../../../src/faults/action.ts';
import { Faults, type FaultsOptions } from '../../../src/faults/faults.ts';
import type { FaultHappening } from '../../../src/faults/happening.ts';
import type { Occurrence } from '../../../src/faults/occurrence.ts';
import { type CheckedRule, type RuleSurroundings, ruleSchema } from '../../../src/faults/rule.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { Status } from '../../../src/scsi/status.ts';

/** What the actions have done, in order. */
export const done: string[] = [];
/** What `hold` keeps back; each call lets one go on. */
export const held: (() => void)[] = [];

const manual = 'Nothing.';
const rows: readonly Action[] = [
  defineAction({
    name: 'busy',
    group: 'scsi',
    summary: 'BUSY in place of the command.',
    manual,
    parameters: z.strictObject({}),
    at: { command: async () => ({ status: Status.busy }) },
  }),
  defineAction({
    name: 'note',
    group: 'scsi',
    summary: 'Tells that it was there, before and behind.',
    manual,
    parameters: z.strictObject({ as: z.string().default('note') }),
    at: {
      command: async ({ proceed }, { as }) => {
        done.push(`${as} in`);
        const outcome = await proceed();
        done.push(`${as} out`);
        return outcome;
      },
    },
  }),
  defineAction({
    name: 'rename',
    group: 'wire',
    summary: 'Another PDU goes on in its place.',
    manual,
    parameters: z.strictObject({ to: z.string() }),
    at: { pdu: ({ pdu, proceed }, { to }) => proceed(`${pdu as unknown as string}>${to}` as never) },
  }),
  defineAction({
    name: 'twice',
    group: 'wire',
    summary: 'It goes on twice.',
    manual,
    parameters: z.strictObject({}),
    at: {
      pdu: ({ proceed }) => {
        proceed();
        proceed();
      },
    },
  }),
  defineAction({
    name: 'hold',
    group: 'wire',
    summary: 'It goes on when the test says so.',
    manual,
    parameters: z.strictObject({}),
    at: { pdu: ({ proceed }) => void held.push(proceed) },
  }),
  defineAction({
    name: 'ring',
    group: 'connection',
    summary: 'A deed.',
    manual,
    parameters: z.strictObject({ bell: z.string().default('bell'), broken: z.boolean().default(false), in: z.number().optional() }),
    deed: ({ device }, { bell, broken, in: inMs }, hands) => {
      const ring = (): void => {
        if (broken) throw new Error('the bell is broken');
        done.push(`${bell} at ${device}`);
      };
      if (inMs === undefined) ring();
      else hands.later(inMs, ring);
    },
  }),
  defineAction({
    name: 'doze',
    group: 'connection',
    summary: 'A deed that takes its time.',
    manual,
    parameters: z.strictObject({}),
    deed: async (_subject, _parameters, hands) => void done.push((await hands.pause(1000)) ? 'awake' : 'woken'),
  }),
  defineAction({
    name: 'explode',
    group: 'robot',
    summary: 'Dangerous.',
    manual,
    parameters: z.strictObject({ loud: z.boolean().default(true) }),
    dangerous: ({ loud }) => loud,
    at: { robot: async () => undefined },
  }),
];

export const surroundings: RuleSurroundings = {
  actions: new Map(rows.map((row) => [row.name, row])),
  commands: ['MOVE MEDIUM', 'READ(6)', 'REWIND', 'WRITE FILEMARKS(6)', 'WRITE(16)', 'WRITE(6)'],
  groups: { read: ['READ(6)'], write: ['WRITE(6)', 'WRITE(16)'] },
};

const schema = ruleSchema(surroundings);

/** The state that a rule leads to. */
// biome-ignore lint/suspicious/noThenProperty: the word of rules
export const leadingTo = (state: string) => ({ then: state });

export const ruleOf = (rule: unknown): CheckedRule => schema.parse(rule);

/** What is wrong with a rule: sentences and hints, each with its place. */
export const complaintsOf = (rule: unknown): readonly string[] =>
  schema.safeParse(rule).error?.issues.map((issue) => {
    const { hint } = (issue as { params?: { hint?: string } }).params ?? {};
    return [issue.path.join('.'), issue.message, ...(hint === undefined ? [] : [hint])].join(' | ');
  }) ?? [];

export interface Bench {
  readonly faults: Faults;
  readonly clock: ManualClock;
  readonly events: FaultHappening[];
  readonly files: Set<string>;
  /** A command that would end well, or as it is said, passes; answers its status. */
  command(occurrence?: Partial<Occurrence>, status?: number): Promise<number>;
  /** A PDU passes; answers what went on. */
  pdu(pdu: string, occurrence?: Partial<Occurrence>): readonly string[];
}

export function bench(options: Partial<FaultsOptions> = {}): Bench {
  const clock = new ManualClock();
  const events: FaultHappening[] = [];
  const files = new Set<string>();
  const faults = new Faults({ clock, publish: (event) => events.push(event), fileExists: (path) => files.has(path), ...options });
  faults.laidOn({} as never);
  done.length = 0;
  return {
    faults,
    clock,
    events,
    files,
    command: async (about = {}, status = Status.good) => {
      const occurrence = { command: 'WRITE(6)', device: 'dds', ...about, seam: 'command' } as const;
      const passage = { row: {}, context: {} } as never;
      const outcome = await faults.pass(occurrence, passage, async () => ({ status }) as never);
      return (await faults.passAfter(occurrence, passage, outcome)).status;
    },
    pdu: (pdu, about = {}) => {
      const went: string[] = [];
      faults.pass({ ...about, seam: 'pdu' }, { pdu, connection: {} } as never, (changed) => void went.push((changed as string) ?? pdu));
      return went;
    },
  };
}

export const firedBy = (events: readonly FaultHappening[]): readonly string[] =>
  events.flatMap((event) => (event.event === 'fault.fired' ? [event.rule] : []));

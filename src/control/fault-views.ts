/** What the control channel tells about faults, scenarios and the trace, as schemas; and a rule as it is written, which only the faults' own schema checks. */
import * as z from 'zod';

/** `{ match: { command: write }, do: { sense: { sense: MEDIUM ERROR / WRITE ERROR } } }`: checked by whoever puts it in force. */
export const writtenRule = z.record(z.string(), z.unknown());

export const ruleView = z.object({
  id: z.string(),
  /** The seam at which it lies in wait. */
  seam: z.string(),
  action: z.string(),
  /** What the action is performed with, as it was written. */
  parameters: z.record(z.string(), z.unknown()),
  when: z.enum(['before', 'after']),
  /** Its conditions and its trigger, each in words. */
  match: z.record(z.string(), z.string()),
  fire: z.string(),
  /** The state that the rules go on in. */
  // biome-ignore lint/suspicious/noThenProperty: the word that people write
  then: z.string().optional(),
  /** What passed its seam while it was in force. */
  considered: z.number(),
  firings: z.number(),
  /** It fires no more. */
  spent: z.boolean(),
  /** How often each condition was what failed, the most frequent first. */
  misses: z.array(z.object({ condition: z.string(), count: z.number() })),
  /** How it has fared, in sentences: of one that has not fired, what came nearest to it. */
  report: z.array(z.string()),
});
export type RuleView = z.output<typeof ruleView>;

export const verdicts = ['met', 'broken', 'open'] as const;

export const scenarioView = z.object({
  scenario: z.string(),
  phase: z.enum(['running', 'ended', 'stopped']),
  since: z.iso.datetime(),
  elapsedMs: z.number(),
  /** The state that the rules are in. */
  state: z.string(),
  /** Whether every expectation is met; once it is over. */
  passed: z.boolean().optional(),
  expectations: z.array(z.object({ text: z.string(), verdict: z.enum(verdicts), why: z.string().optional() })),
});
export type ScenarioView = z.output<typeof scenarioView>;

/** What a report can be written as. */
export const reportFormats = ['text', 'json', 'junit', 'html'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export const traceEntryView = z.object({
  number: z.number(),
  /** Milliseconds since the Unix epoch. */
  at: z.number(),
  elapsedMs: z.number(),
  kind: z.string(),
  event: z.string(),
  /** Without time and device. */
  text: z.string(),
  /** Of a PDU: its basic header segment and what is remembered of its data segment, hexadecimal. */
  bytes: z.string().optional(),
  device: z.string().optional(),
  target: z.string().optional(),
  lun: z.number().optional(),
  initiator: z.string().optional(),
  session: z.number().optional(),
  command: z.string().optional(),
  status: z.string().optional(),
  sense: z.object({ key: z.number(), asc: z.number(), ascq: z.number() }).optional(),
  /** Of a task: when it arrived, on the clock of `elapsedMs`, and how long it took from there. */
  arrivedMs: z.number().optional(),
  durationMs: z.number().optional(),
  rule: z.string().optional(),
  action: z.string().optional(),
  state: z.string().optional(),
});
export type TraceEntryView = z.output<typeof traceEntryView>;

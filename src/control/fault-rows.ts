/** The rows of the table of actions that are about faults, scenarios, and what has happened. */
import * as z from 'zod';
import { action } from './action.ts';
import { reportFormats, ruleView, scenarioView, traceEntryView, writtenRule } from './fault-views.ts';

export const faultRows = {
  'fault.add': action({
    route: 'POST /faults',
    summary: 'Put a rule in force, or several: all of them or none',
    input: z.strictObject({ rule: z.union([writtenRule, z.array(writtenRule).min(1)]) }),
    output: z.array(ruleView),
  }),
  'fault.list': action({
    route: 'GET /faults',
    summary: 'The rules that are in force, and how each has fared',
    input: z.strictObject({}),
    output: z.array(ruleView),
  }),
  'fault.show': action({
    route: 'GET /faults/{id}',
    summary: 'One rule; of one that has not fired, what kept it from that',
    input: z.strictObject({ id: z.string() }),
    output: ruleView,
  }),
  'fault.remove': action({
    route: 'DELETE /faults/{id}',
    summary: 'Take a rule out of force; answers how it has fared',
    input: z.strictObject({ id: z.string() }),
    output: ruleView,
  }),
  'fault.reset': action({
    route: 'POST /faults/reset',
    summary: 'Have a rule begin anew; all of them, in the first state, unless one is named',
    input: z.strictObject({ id: z.string().optional() }),
    output: z.array(ruleView),
  }),
  'fault.state': action({
    route: 'GET /state',
    summary: 'The state that the rules are in',
    input: z.strictObject({}),
    output: z.object({ state: z.string() }),
  }),
  'fault.enter': action({
    route: 'PUT /state',
    summary: 'Have the rules go on in a state',
    input: z.strictObject({ state: z.string().min(1) }),
    output: z.object({ state: z.string() }),
  }),
  'fault.presets': action({
    route: 'GET /presets',
    summary: 'The scenarios that come with the program, to be run by their names',
    input: z.strictObject({}),
    output: z.array(z.object({ name: z.string(), group: z.string(), summary: z.string() })),
  }),
  'scenario.run': action({
    route: 'POST /scenario',
    summary: 'Start a scenario; nothing is changed when it cannot start',
    /** Its text, which complaints name by `file`; or a preset of the package, and those of its parameters that are not to be as they are by default. */
    input: z
      .strictObject({
        text: z.string().optional(),
        file: z.string().optional(),
        preset: z.string().optional(),
        parameters: z.record(z.string(), z.unknown()).optional(),
      })
      .refine(({ text, preset }) => (text === undefined) !== (preset === undefined), 'it is either a text or a preset'),
    output: scenarioView,
  }),
  'scenario.state': action({
    route: 'GET /scenario',
    summary: 'How the scenario stands that is running, or was the last; waits for its end, for so long at most, if asked to',
    input: z.strictObject({ waitMs: z.number().int().min(0).max(60_000).optional() }),
    output: scenarioView,
  }),
  'scenario.stop': action({
    route: 'DELETE /scenario',
    summary: 'End the scenario that is running, with the verdicts as they are',
    input: z.strictObject({}),
    output: scenarioView,
  }),
  'scenario.report': action({
    route: 'GET /scenario/report',
    summary: 'The report of the scenario that is running, or was the last',
    input: z.strictObject({ format: z.enum(reportFormats).optional() }),
    output: z.object({ text: z.string() }),
  }),
  'trace.tail': action({
    route: 'GET /trace',
    summary: 'What happened, oldest first: after the entry of a number, at most so many of the last; waits for one, for so long at most',
    input: z.strictObject({
      after: z.number().int().min(0).optional(),
      limit: z.number().int().min(1).max(10_000).optional(),
      waitMs: z.number().int().min(0).max(60_000).optional(),
      device: z.string().optional(),
      /** Besides: the PDUs that passed, from where an earlier answer ended, and as much of their bytes as is remembered. */
      pdus: z.boolean().optional(),
      bytes: z.boolean().optional(),
      afterPdu: z.number().int().min(0).optional(),
    }),
    /** `last`, and with PDUs `lastPdu`, are what to go on after. */
    output: z.object({ entries: z.array(traceEntryView), last: z.number(), lastPdu: z.number().optional() }),
  }),
  'trace.save': action({
    route: 'POST /trace/save',
    summary: 'Write the recent traffic into a capture file: .pcapng, or .pcap',
    input: z.strictObject({ file: z.string().min(1) }),
    output: z.object({ file: z.string(), bytes: z.number(), packets: z.number() }),
  }),
} as const;

/** The library: a lab in a program of your own, for instance in a test of a backup product. */
export type { DriveView, LabView, SessionView } from './control/views.ts';
export type { RuleRecord } from './faults/armed-rule.ts';
export type { Endpoint } from './foundation/endpoint.ts';
export type { Happening, Publish } from './foundation/event.ts';
export { UserError } from './foundation/user-error.ts';
export { createLab, Lab, type LabOptions } from './lab.ts';
export type { Rule } from './lab-faults.ts';
export type { ScenarioResult } from './scenario/result.ts';
export type { ScenarioSource } from './scenario/scenario.ts';
export { ServedScenario, type ServedScenarioOptions } from './served-scenario.ts';
export type { TraceEntry } from './trace/entry.ts';

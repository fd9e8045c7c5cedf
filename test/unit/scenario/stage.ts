/** A stage without a lab: time stands still until it is moved, the operator writes down what he was asked to do, and a test says what happens. */

import { Faults } from '../../../src/faults/faults.ts';
import type { FaultHappening } from '../../../src/faults/happening.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { UserError } from '../../../src/foundation/user-error.ts';
import { checked } from '../../../src/lab-faults.ts';
import type { Operator } from '../../../src/scenario/operator.ts';
import { ScenarioRun } from '../../../src/scenario/run.ts';
import { parseScenario } from '../../../src/scenario/scenario.ts';
import { scenarioVocabulary } from '../../../src/scenario-vocabulary.ts';
import { Chronicle } from '../../../src/trace/chronicle.ts';
import type { TraceNote } from '../../../src/trace/entry.ts';

export const host = 'iqn.1993-08.org.debian:01:host';

export const parse = (text: string, parameters = {}) => parseScenario({ text, file: 'x.yaml', parameters }, scenarioVocabulary);

/** What is wrong with it: `line:column: sentence Hint: hint`. */
export function complaint(text: string, parameters = {}): string {
  try {
    parse(text, parameters);
  } catch (error) {
    if (error instanceof UserError) return told(error);
    throw error;
  }
  return 'nothing';
}
export const told = ({ message, hint }: UserError): string => message.replace('x.yaml:', '') + (hint === undefined ? '' : ` Hint: ${hint}`);

export class StageUnderTest {
  readonly clock = new ManualClock();
  readonly chronicle = new Chronicle(this.clock);
  readonly faults = new Faults({ clock: this.clock, fileExists: () => false, publish: (event) => this.#hear(event) });
  /** What was done to the lab, in order. */
  readonly done: string[] = [];
  /** Tasks that have arrived and not ended. */
  readonly outstanding: TraceNote[] = [];
  /** What the operator finds. */
  readonly found: Record<string, unknown> = {
    'drive.show': {},
    'library.show': { door: 'closed', online: true },
    'cartridge.show': { writeProtected: false },
  };
  /** What the operator cannot do. */
  readonly impossible = new Set<string>();
  readonly facts = {
    drives: ['dds', 'lto'],
    libraries: ['library'],
    targets: ['iqn.2026-11.local:dds'],
    cartridges: ['DDS001', 'DDS002'],
  };

  async start(text: string): Promise<ScenarioRun> {
    return ScenarioRun.start(parse(text), {
      faults: this.faults,
      chronicle: this.chronicle,
      clock: this.clock,
      operator: this.#operator,
      outstanding: () => this.outstanding,
      facts: async () => this.facts,
      make: async (cartridges) => {
        const barcodes = cartridges.map(({ barcode }) => barcode).join(' ');
        this.done.push(`made ${barcodes}`);
        return async () => void this.done.push(`threw away ${barcodes}`);
      },
    });
  }

  /** A host has asked for something. */
  task(command: string, { status = 'GOOD', device = 'dds', durationMs = 0, ...more }: Partial<TraceNote> = {}): void {
    const text = `${command} → ${status}`;
    this.chronicle.note({
      kind: 'task',
      event: 'logical-unit.task-ended',
      text,
      command,
      status,
      device,
      initiator: host,
      durationMs,
      arrivedMs: this.clock.elapsed() - durationMs,
      ...more,
    });
  }

  /** A host asks for something that takes its time; what is returned ends it. */
  begin(command: string, more: Partial<TraceNote> = {}): (status?: string) => void {
    const arrivedMs = this.clock.elapsed();
    const note: TraceNote = {
      kind: 'task',
      event: 'logical-unit.task-arrived',
      text: command,
      command,
      device: 'dds',
      initiator: host,
      arrivedMs,
      ...more,
    };
    this.outstanding.push(note);
    return (status = 'GOOD') => {
      this.outstanding.splice(this.outstanding.indexOf(note), 1);
      this.task(command, { ...note, event: 'logical-unit.task-ended', status, durationMs: this.clock.elapsed() - arrivedMs });
    };
  }

  logIn(initiator = host): void {
    const target = 'iqn.2026-11.local:dds';
    this.chronicle.note({ kind: 'session', event: 'session.established', text: 'logged in', initiator, target });
  }

  /** What has been put off until now. */
  async settled(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }

  /** A rule beside those of the scenario. */
  arm(rule: unknown): string {
    return this.faults.add(checked(rule));
  }

  /** As the lab's events become entries. */
  #hear(event: FaultHappening): void {
    if (event.event === 'fault.fired')
      this.chronicle.note({ kind: 'fault', event: event.event, text: event.action, rule: event.rule, action: event.action });
    else if (event.event === 'fault.state-entered')
      this.chronicle.note({ kind: 'state', event: event.event, text: `the state is now ${event.state}`, state: event.state });
  }

  readonly #operator = new Proxy({} as Operator, {
    get: (_, action: string) => async (input: Record<string, unknown>) => {
      if (action.endsWith('.show')) return this.found[action];
      const words = [action, ...Object.values(input).filter((value) => value !== undefined)].join(' ');
      if (this.impossible.has(words)) throw new UserError('impossible', `${words} cannot be done.`, { hint: 'try another day.' });
      this.done.push(words);
      if (action === 'drive.eject') return { barcode: 'DDS001' };
      if (action === 'library.move') return { barcode: 'DDS001', from: 'slot 1', to: 'slot 2' };
      return action === 'session.list'
        ? [
            { tsih: 1, initiatorName: host },
            { tsih: 2, initiatorName: 'iqn.other' },
          ]
        : undefined;
    },
  });
}

/**
 * The scenarios of a lab as a program runs them: one at a time.
 *
 *     const run = await lab.scenarios.run({ text: readFileSync('full.yaml', 'utf8'), file: 'full.yaml' });
 *     const { passed, expectations } = await run.ended;
 */
import type { Configuration } from './config/schema.ts';
import type { Faults } from './faults/faults.ts';
import type { Clock } from './foundation/clock.ts';
import { UserError } from './foundation/user-error.ts';
import type { Home } from './home.ts';
import type { Operator, Undo } from './scenario/operator.ts';
import { ScenarioRun } from './scenario/run.ts';
import { parseScenario, type Scenario, type ScenarioSource } from './scenario/scenario.ts';
import type { CartridgeToMake } from './scenario/vocabulary.ts';
import { scenarioVocabulary } from './scenario-vocabulary.ts';
import type { Chronicle } from './trace/chronicle.ts';
import type { TraceNote } from './trace/entry.ts';

/** What is wrong with a scenario, without a lab. @throws UserError naming file, line and column */
export const checkScenario = (source: ScenarioSource): Scenario => parseScenario(source, scenarioVocabulary);

interface Surroundings {
  readonly home: Pick<Home, 'room' | 'inventory'>;
  readonly configuration: Configuration;
  readonly faults: Faults;
  readonly chronicle: Chronicle;
  readonly clock: Clock;
  /** What the operator can do in it, once it stands. */
  readonly operator: () => Operator;
  /** The tasks that have arrived and not ended. */
  readonly outstanding: () => readonly TraceNote[];
}

export class LabScenarios {
  readonly #lab: Surroundings;
  #starting: Promise<ScenarioRun> | undefined;
  #closed = false;
  #latest: ScenarioRun | undefined;

  constructor(lab: Surroundings) {
    this.#lab = lab;
  }

  /** The one that is running, or was the last. */
  get latest(): ScenarioRun | undefined {
    return this.#latest;
  }

  /** Starts a scenario in this lab. @throws UserError, and nothing is changed then */
  run(source: ScenarioSource): Promise<ScenarioRun> {
    const scenario = checkScenario(source);
    if (scenario.lab !== undefined)
      throw scenario.fault(['lab'], 'This scenario has a lab of its own.', 'leave it out to run the scenario in the lab that is there.');
    return this.play(scenario);
  }

  /** The same with a scenario that has been read, be the lab its own or not. @throws UserError */
  async play(scenario: Scenario): Promise<ScenarioRun> {
    if (this.#closed) throw new UserError('lab-closed', 'The lab is being stopped.');
    if (this.#starting !== undefined || this.#latest?.result.phase === 'running')
      throw new UserError('scenario-running', `The scenario '${this.#latest?.scenario.title ?? scenario.title}' is running.`, {
        hint: "'tapelab scenario stop' ends it.",
      });
    const { faults, chronicle, clock, operator, outstanding } = this.#lab;
    this.#starting = ScenarioRun.start(scenario, {
      faults,
      chronicle,
      clock,
      operator: operator(),
      outstanding,
      facts: () => this.#facts(),
      make: (cartridges) => this.#make(cartridges),
    });
    try {
      this.#latest = await this.#starting;
      return this.#latest;
    } finally {
      this.#starting = undefined;
    }
  }

  /** The lab ends: no scenario begins any more, and one that is just beginning is over when it has. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#starting?.then(
      (run) => run.stop('the lab was stopped'),
      () => {},
    );
    await this.#latest?.stop('the lab was stopped');
  }

  async #facts() {
    const { configuration, home } = this.#lab;
    return {
      drives: Object.keys(configuration.drives),
      libraries: Object.keys(configuration.libraries),
      targets: Object.keys(configuration.targets),
      cartridges: await home.room.barcodes(),
    };
  }

  async #make(cartridges: readonly CartridgeToMake[]): Promise<Undo> {
    const { room, inventory } = this.#lab.home;
    await room.createAll(cartridges);
    return async () => {
      for (const { barcode } of cartridges) await inventory.onShelf(barcode, () => room.discard(barcode));
    };
  }
}

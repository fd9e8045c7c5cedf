/** A scenario, read from its text and checked: what it says, and how an error is told at its place. */
import { type Node, stringify } from 'yaml';
import { checkedDocument } from '../config/checked-document.ts';
import type { Configuration } from '../config/schema.ts';
import type { UserError } from '../foundation/user-error.ts';
import { contradictionsIn, contradictionsWith, type LabFacts } from './contradictions.ts';
import { type ParameterValue, putParametersIn } from './parameters.ts';
import { type ScenarioDocument, scenarioSchema } from './schema.ts';
import type { ScenarioVocabulary } from './vocabulary.ts';

export interface ScenarioSource {
  readonly text: string;
  /** As complaints name it. */
  readonly file: string;
  /** Instead of what its `parameters` say. */
  readonly parameters?: Readonly<Record<string, ParameterValue>> | undefined;
}

export interface Scenario extends Omit<ScenarioDocument, 'scenario' | 'parameters' | 'seed'> {
  readonly title: string;
  readonly file: string;
  readonly seed: string;
  /** Those that it runs with. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Its `lab`, as the text of a configuration file. */
  readonly labText: string | undefined;
  /** An error at the place of `path`. */
  fault(path: readonly PropertyKey[], message: string, hint?: string): UserError;
}

/** Of a scenario that does not name one. */
const defaultSeed = '1';

/** @throws UserError naming file, line and column */
export function parseScenario({ text, file, parameters = {} }: ScenarioSource, vocabulary: ScenarioVocabulary): Scenario {
  const kind = { file, noun: 'scenario', code: 'scenario-invalid' };
  const { value, document, fault } = checkedDocument(text, scenarioSchema(vocabulary), kind, (unchecked, complain) =>
    putParametersIn(unchecked, parameters, complain),
  );
  const { scenario: title, parameters: defaults = {}, seed = defaultSeed, ...rest } = value;
  const lab = document.get('lab', true) as Node | undefined;
  const scenario: Scenario = {
    ...rest,
    title,
    file,
    seed,
    parameters: { ...defaults, ...parameters },
    labText: lab === undefined ? undefined : stringify(lab.toJS(document)),
    fault,
  };
  for (const { path, message, hint } of contradictionsIn(value, vocabulary.configuration)) throw fault(path, message, hint);
  if (value.lab !== undefined) checkAgainst(scenario, factsOf(value.lab));
  return scenario;
}

/** Whether everything that it names is there. @throws UserError naming file, line and column */
export function checkAgainst(scenario: Scenario, facts: LabFacts): void {
  const document: ScenarioDocument = { ...scenario, scenario: scenario.title, seed: scenario.seed, parameters: undefined };
  for (const { path, message, hint } of contradictionsWith(document, facts)) throw scenario.fault(path, message, hint);
}

/** What there is in a lab that has just been made. */
const factsOf = ({ drives, libraries, targets }: Configuration): LabFacts => ({
  drives: Object.keys(drives),
  libraries: Object.keys(libraries),
  targets: Object.keys(targets),
  cartridges: [],
});

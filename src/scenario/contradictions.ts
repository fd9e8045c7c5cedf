/** What is wrong with a scenario as a whole, and with what it says of its lab: the first is told, at its place. */
import { contradictions as ofConfiguration } from '../config/contradictions.ts';
import type { Surroundings } from '../config/surroundings.ts';
import { firstState } from '../faults/faults.ts';
import type { CheckedRule } from '../faults/rule.ts';
import { didYouMean } from '../foundation/did-you-mean.ts';
import { namePattern } from '../foundation/name-pattern.ts';
import type { OperatorStep } from './operator.ts';
import type { ScenarioDocument } from './schema.ts';
import type { Sighting } from './sighting.ts';

export interface Contradiction {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What there is in a lab. */
export interface LabFacts {
  readonly drives: readonly string[];
  readonly libraries: readonly string[];
  readonly targets: readonly string[];
  /** Barcodes. */
  readonly cartridges: readonly string[];
}

/** Everything that rules and steps say, with where. */
export function* rulesOf({
  rules,
  timeline,
}: Pick<ScenarioDocument, 'rules' | 'timeline'>): Generator<{ readonly rule: CheckedRule; readonly path: readonly PropertyKey[] }> {
  for (const [index, rule] of rules.entries()) yield { rule, path: ['rules', index] };
  for (const { step, path } of stepsOf(timeline)) if (step.kind === 'add') yield { rule: step.rule, path: [...path, 'add'] };
}

function* stepsOf(timeline: ScenarioDocument['timeline']) {
  for (const [index, { occasion, steps }] of timeline.entries())
    for (const [place, step] of steps.entries()) yield { step, path: ['timeline', index, occasion.words, place] as readonly PropertyKey[] };
}

function* operatorStepsOf({ before, timeline }: ScenarioDocument): Generator<{ step: OperatorStep; path: readonly PropertyKey[] }> {
  for (const [index, step] of before.entries()) yield { step, path: ['before', index, step.verb] };
  for (const { step, path } of stepsOf(timeline))
    if (step.kind === 'operator') yield { step: step.operator, path: [...path, 'operator', step.operator.verb] };
}

function* sightingsOf({ timeline, expect, ends = [] }: ScenarioDocument): Generator<{ sighting: Sighting; path: readonly PropertyKey[] }> {
  for (const [index, { occasion }] of timeline.entries())
    if (occasion.kind === 'sight') yield { sighting: occasion.sighting, path: ['timeline', index] };
  for (const [index, { sighting, after, is }] of expect.entries())
    for (const one of [sighting, after, is]) if (one !== undefined) yield { sighting: one, path: ['expect', index] };
  for (const [index, ending] of ends.entries()) if (ending.kind === 'sight') yield { sighting: ending.sighting, path: ['ends', index] };
}

/** In itself. */
export function* contradictionsIn(scenario: ScenarioDocument, surroundings: Surroundings): Generator<Contradiction> {
  if (scenario.lab !== undefined)
    for (const { path, ...contradiction } of ofConfiguration(scenario.lab, surroundings))
      yield { path: ['lab', ...path], ...contradiction };
  yield* missingCartridges(scenario);
  const ids = new Set<string>();
  for (const { rule, path } of rulesOf(scenario)) {
    if (rule.id === undefined) continue;
    if (ids.has(rule.id))
      yield { path: [...path, 'id'], message: `There are two rules '${rule.id}'.`, hint: 'give each an id of its own.' };
    ids.add(rule.id);
  }
  for (const { step, path } of stepsOf(scenario.timeline))
    if (step.kind === 'remove' && !ids.has(step.id))
      yield {
        path: [...path, 'remove'],
        message: `There is no rule '${step.id}'.`,
        hint: didYouMean(step.id, ids) ?? 'give the rule an id.',
      };
  yield* strayStates(scenario);
  for (const { sighting, path } of sightingsOf(scenario))
    for (const rule of sighting.names.rules)
      if (!ids.has(rule)) yield { path, message: `There is no rule '${rule}'.`, hint: didYouMean(rule, ids) ?? 'give the rule an id.' };
  const barcodes = new Set<string>();
  for (const [index, { barcode }] of scenario.cartridges.entries()) {
    if (barcodes.has(barcode)) yield { path: ['cartridges', index], message: `There are two cartridges ${barcode}.` };
    barcodes.add(barcode);
  }
}

/** A lab of its own has no cartridges but those that are made for it. */
function* missingCartridges({ lab, cartridges }: ScenarioDocument): Generator<Contradiction> {
  if (lab === undefined) return;
  const made = new Set(cartridges.map(({ barcode }) => barcode));
  const missing = (barcode: string, path: readonly PropertyKey[]): Contradiction => ({
    path: ['lab', ...path],
    message: `There is no cartridge ${barcode}.`,
    hint: didYouMean(barcode, made) ?? "name it under 'cartridges', and it is made.",
  });
  for (const [name, { cartridge, stack = [] }] of Object.entries(lab.drives)) {
    if (cartridge !== undefined && !made.has(cartridge)) yield missing(cartridge, ['drives', name, 'cartridge']);
    for (const [index, one] of stack.entries()) if (!made.has(one)) yield missing(one, ['drives', name, 'stack', index]);
  }
  for (const [name, library] of Object.entries(lab.libraries))
    for (const { barcode, path } of library.cartridges ?? [])
      if (!made.has(barcode)) yield missing(barcode, ['libraries', name, 'cartridges', ...path]);
}

/** A state that is spoken of, and that nothing leads to, is a slip of the pen. */
function* strayStates(scenario: ScenarioDocument): Generator<Contradiction> {
  const known = new Set<string>([firstState]);
  for (const { rule } of rulesOf(scenario)) if (rule.then !== undefined) known.add(rule.then);
  for (const { step } of stepsOf(scenario.timeline)) if (step.kind === 'enter') known.add(step.state);
  const stray = (state: string, path: readonly PropertyKey[]): Contradiction => ({
    path,
    message: `Nothing leads to the state '${state}'.`,
    hint: didYouMean(state, known) ?? "a rule's 'then' or a step 'enter' leads to a state.",
  });
  for (const { rule, path } of rulesOf(scenario))
    for (const state of (rule.match.state as readonly string[] | undefined) ?? [])
      if (!known.has(state)) yield stray(state, [...path, 'match', 'state']);
  for (const { sighting, path } of sightingsOf(scenario)) {
    const { state } = sighting.names;
    if (state !== undefined && !known.has(state)) yield stray(state, path);
  }
  for (const [index, { states }] of scenario.expect.entries())
    for (const state of states ?? []) if (!known.has(state)) yield stray(state, ['expect', index]);
}

/** With the lab that it is to run in. */
export function* contradictionsWith(scenario: ScenarioDocument, facts: LabFacts): Generator<Contradiction> {
  const devices = [...facts.drives, ...facts.libraries];
  const cartridges = new Set([...facts.cartridges, ...scenario.cartridges.map(({ barcode }) => barcode)]);
  const missing = (noun: string, name: unknown, known: Iterable<string>, path: readonly PropertyKey[]): Contradiction | undefined => {
    if (typeof name !== 'string') return undefined;
    const names = [...known];
    const pattern = namePattern(name);
    if (names.some((one) => pattern.test(one))) return undefined;
    return { path, message: `There is no ${noun} ${noun === 'cartridge' ? name : `'${name}'`} in the lab.`, hint: didYouMean(name, names) };
  };
  const found: (Contradiction | undefined)[] = [];
  for (const { rule, path } of rulesOf(scenario)) {
    for (const name of (rule.match.device as readonly string[] | undefined) ?? [])
      found.push(missing('device', name, devices, [...path, 'match', 'device']));
    for (const name of (rule.match.target as readonly string[] | undefined) ?? [])
      found.push(missing('target', name, facts.targets, [...path, 'match', 'target']));
  }
  for (const { step, path } of stepsOf(scenario.timeline)) {
    if (step.kind !== 'deed') continue;
    found.push(missing('device', step.on.device, devices, [...path, 'on', 'device']));
    found.push(missing('target', step.on.target, facts.targets, [...path, 'on', 'target']));
    found.push(missing('cartridge', step.on.barcode, cartridges, [...path, 'on', 'barcode']));
  }
  for (const { step, path } of operatorStepsOf(scenario)) {
    const { drive, library, barcode, barcodes = [] } = step.parameters as Readonly<Record<string, unknown>> & { barcodes?: string[] };
    found.push(missing('drive', drive, facts.drives, [...path, 'drive']));
    found.push(missing('library', library, facts.libraries, [...path, 'library']));
    found.push(missing('cartridge', barcode, cartridges, [...path, 'barcode']));
    for (const one of barcodes) found.push(missing('cartridge', one, cartridges, [...path, 'barcodes']));
  }
  for (const { sighting, path } of sightingsOf(scenario)) found.push(missing('device', sighting.names.device, devices, path));
  for (const one of found) if (one !== undefined) yield one;
}

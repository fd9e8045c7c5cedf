/** What is asked for as a scenario, as text: its own, or a preset's. */
import type { ScenarioActions } from './control/actions.ts';
import { presets } from './presets/index.ts';
import { presetNamed, scenarioOf } from './presets/preset.ts';
import type { ParameterValue } from './scenario/parameters.ts';
import type { ScenarioSource } from './scenario/scenario.ts';

/** @throws UserError where there is no such preset, or a parameter does not fit */
export function sourceOf({ text, file, preset, parameters }: Parameters<ScenarioActions['scenario.run']>[0]): ScenarioSource {
  if (preset !== undefined) return { text: scenarioOf(presetNamed(preset, presets), parameters), file: preset };
  return { text: text ?? '', file: file ?? 'scenario', parameters: parameters as Readonly<Record<string, ParameterValue>> | undefined };
}

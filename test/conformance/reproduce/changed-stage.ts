/** A stage on which something is otherwise than the article has it, so that a verdict shows whether it comes from what happened. */
import type { Stage } from '../../../src/reproduce/stage.ts';

export const withParameters = (stage: Stage, parameters: Readonly<Record<string, string>>): Stage => ({
  ...stage,
  set: (setting) => stage.set({ ...setting, parameters: { ...setting.parameters, ...parameters } }),
});

/** A library as a configuration has it: a changer of `models/changers/` with the operator's names, pages, elements and figures laid over it. */
import type { ChangerModel } from './changer/model.ts';
import { layoutOf } from './config/library-layout.ts';
import type { LibraryConfiguration } from './config/library-schema.ts';
import type { ChangerFacts } from './config/surroundings.ts';
import { asConfigured } from './configured-product.ts';
import { instantRobot, type RobotTiming } from './library/robot.ts';
import { changerModels } from './models/changers/index.ts';

/** What a configuration is checked against. */
export const changerFacts: ReadonlyMap<string, ChangerFacts> = changerModels;

export interface ConfiguredLibrary {
  /** With its elements where the configuration has them. */
  readonly model: ChangerModel;
  readonly timing: RobotTiming;
}

export function configuredLibrary(configuration: LibraryConfiguration): ConfiguredLibrary {
  const product = changerModels.get(configuration.model)!;
  return {
    model: { ...asConfigured(product, configuration), layout: layoutOf(configuration, product.layout) },
    timing: timingOf(product, configuration.timing),
  };
}

function timingOf({ timing: realistic }: ChangerModel, figures: LibraryConfiguration['timing']): RobotTiming {
  if (figures === undefined) return instantRobot;
  const like = figures.like === 'realistic' ? realistic : instantRobot;
  return { moveMs: figures.move ?? like.moveMs, positionMs: figures.position ?? like.positionMs, scanMs: figures.scan ?? like.scanMs };
}

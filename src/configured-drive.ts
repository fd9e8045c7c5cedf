/** A drive as a configuration has it: a model of `models/` with the operator's words, figures and pages laid over it. */
import type { DriveConfiguration } from './config/drive-schema.ts';
import { parseCode } from './config/page-text.ts';
import type { ModelFacts } from './config/surroundings.ts';
import { asConfigured } from './configured-product.ts';
import { driveModels } from './models/index.ts';
import type { CompressionModel } from './tape/compression.ts';
import type { Density, DriveModel } from './tape/model.ts';
import { instant, type Timing } from './tape/timing.ts';

/** What a configuration is checked against. */
export const modelFacts: ReadonlyMap<string, ModelFacts> = new Map(
  [...driveModels].map(([name, { densities, compressionAlgorithm, blockLimits }]) => [
    name,
    {
      densities: densities.map(({ code }) => code),
      compresses: compressionAlgorithm !== undefined,
      maximumBlockBytes: blockLimits.maximumBytes,
    },
  ]),
);

export interface ConfiguredDrive {
  readonly model: DriveModel;
  readonly timing: Timing;
  readonly compression: CompressionModel;
}

export function configuredDrive(configuration: DriveConfiguration): ConfiguredDrive {
  const product = driveModels.get(configuration.model)!;
  return {
    model: modelOf(product, configuration),
    timing: timingOf(product, configuration.timing),
    compression: compressionOf(configuration.compression),
  };
}

function modelOf(product: DriveModel, configuration: DriveConfiguration): DriveModel {
  const { density, densities = {}, blockLength } = configuration;
  return {
    ...asConfigured(product, configuration),
    defaultDensityCode: density === undefined ? product.defaultDensityCode : parseCode(density)!,
    densities: product.densities.map((known) =>
      Object.entries(densities).reduce((one, [code, words]) => (parseCode(code) === known.code ? withWords(one, words) : one), known),
    ),
    defaultBlockLength: blockLength ?? product.defaultBlockLength,
  };
}

type DensityWords = NonNullable<DriveConfiguration['densities']>[string];
const withWords = (density: Density, words: DensityWords): Density => ({
  ...density,
  assigningOrganization: words.organization ?? density.assigningOrganization,
  name: words.name ?? density.name,
  description: words.description ?? density.description,
  bitsPerMillimetre: words.bitsPerMillimetre ?? density.bitsPerMillimetre,
  mediaWidthTenthsOfMillimetre: words.mediaWidth ?? density.mediaWidthTenthsOfMillimetre,
  tracks: words.tracks ?? density.tracks,
  capacityMegabytes: words.capacityMegabytes ?? density.capacityMegabytes,
});

function timingOf({ timing: realistic }: DriveModel, figures: DriveConfiguration['timing']): Timing {
  if (figures === undefined) return instant;
  const like = figures.like === 'realistic' ? realistic : instant;
  return {
    loadMs: figures.load ?? like.loadMs,
    unloadMs: figures.unload ?? like.unloadMs,
    fullRewindMs: figures.rewind ?? like.fullRewindMs,
    fullLocateMs: figures.locate ?? like.fullLocateMs,
    repositionMs: figures.reposition ?? like.repositionMs,
    bytesPerSecond: figures.rate ?? like.bytesPerSecond,
    fullEraseMs: figures.erase ?? like.fullEraseMs,
    cleaningMs: figures.clean ?? like.cleaningMs,
  };
}

function compressionOf(text: string | undefined): CompressionModel {
  if (text === undefined || text === 'none' || text === 'sampled') return text ?? 'none';
  return { ratio: Number.parseFloat(text) };
}

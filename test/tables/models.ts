/**
 * The tables of docs/models.md, made from the models as drives and changers serve them: what a unit lists is asked of the unit, not of the model, so that
 * the tables cannot say what is not so.
 */
import { families } from '../../src/models/index.ts';
import type { DriveModel, FactGroup } from '../../src/tape/model.ts';
import { TapeDrive } from '../../src/tape/tape-drive.ts';
import { changersDocument } from './changers.ts';
import { commandTests } from './command-tests.ts';
import {
  commandsOf,
  hexadecimal,
  inquiryStrings,
  logPagesOf,
  modePagesOf,
  shared,
  sourcesOf,
  table,
  testIn,
  vitalProductDataOf,
} from './tables.ts';

const models = families.flatMap((family) => family.models);
const units = new Map(models.map((model) => [model, new TapeDrive({ model, serialNumber: 'TABLE' }).logicalUnit]));
const unitOf = (model: DriveModel) => units.get(model)!;

const mediaOf = (family: readonly DriveModel[]): string => {
  const media = [...new Set(family.flatMap((model) => model.media.map(({ medium }) => medium)))];
  const cell = (model: DriveModel, name: string): string => {
    const support = model.media.find(({ medium }) => medium === name);
    if (support === undefined) return '';
    const onlyRead = support.reads.filter((code) => !support.writes.includes(code));
    const words = [...support.writes.map((code) => `**${hexadecimal(code)}**`), ...onlyRead.map(hexadecimal)];
    return `${words.join(' ')} (${hexadecimal(support.mediumTypeCode)})`;
  };
  return table(
    ['model', ...media],
    family.map((model) => [`\`${model.name}\``, ...media.map((name) => cell(model, name))]),
  );
};

const overviewOf = (family: readonly DriveModel[]): string =>
  table(
    ['model', 'drive', 'INQUIRY', 'bytes', 'block', 'density', 'partitions', 'also'],
    family.map((model) => [
      `\`${model.name}\``,
      model.title,
      inquiryStrings(model),
      String(model.standardInquiry.lengthBytes),
      model.defaultBlockLength === 0 ? 'variable' : String(model.defaultBlockLength),
      hexadecimal(model.defaultDensityCode),
      String(model.maximumPartitions),
      featuresOf(model).join(', '),
    ]),
  );

const featuresOf = (model: DriveModel): string[] =>
  [
    model.compressionAlgorithm !== undefined && 'compression',
    model.setmarks && 'setmarks',
    model.writeOnceMedia && 'WORM',
    model.encryption && 'encryption',
    model.programmableEarlyWarning && 'PEW',
    model.logicalBlockProtection && 'LBP',
  ].filter((feature) => feature !== false);

const groups: Readonly<Record<FactGroup, string>> = {
  inquiry: 'INQUIRY',
  commands: 'commands',
  modePages: 'mode pages',
  logPages: 'log pages',
  vitalProductData: 'VPD pages',
  densities: 'densities',
  limits: 'limits',
  timing: 'timing',
};

/** The whole of docs/models.md. */
export const modelsDocument = (): string => `<!-- Made by npm run models. -->
# The drives and changers that tapelab can be

[Drives](#of-this-program), then [changers](#changers).

A drive's \`model\` in \`tapelab.yaml\` is one of these names. What a table does not show a drive to have, it refuses as the real one does: a command
with ILLEGAL REQUEST 20/00, a page with 24/00. Where several models are alike they share a column; its letter means what the lines above that table say.

In the first tables *bytes* is the length of standard INQUIRY data, *block* the block length after power on, *density* what density code 00h selects, PEW
programmable early warning, LBP logical block protection.

${families.map(({ name, models: family }) => `## ${name}\n\n${overviewOf(family)}\n\nMedia, with the density codes that are read and **written** on them, the first of a blank one, and the medium type code:\n\n${mediaOf(family)}`).join('\n\n')}

## Commands

${shared('command', models, (model) => commandsOf(unitOf(model)), testIn(commandTests))}

## Mode pages

With their lengths in bytes, header included.

${shared('page', models, (model) => modePagesOf(unitOf(model)))}

## Log pages

${shared('page', models, (model) => logPagesOf(unitOf(model)))}

## VPD pages

${shared('page', models, (model) => vitalProductDataOf(unitOf(model)))}

## Where the facts about drives come from

A number is a published source, below the table; ~ is approximated: our judgement of what such a drive says, for want of a source.

${sourcesOf(models, groups)}

${changersDocument()}`;

/**
 * The tables of docs/models.md, made from the models as drives serve them: what a drive lists is asked of the drive, not of the model, so that the
 * tables cannot say what is not so. Models that agree in a table share a column.
 */
import { families } from '../../src/models/index.ts';
import type { DriveModel, FactGroup, Source } from '../../src/tape/model.ts';
import { TapeDrive } from '../../src/tape/tape-drive.ts';
import { commandTests } from './command-tests.ts';

const models = families.flatMap((family) => family.models);
const unitOf = (model: DriveModel) => new TapeDrive({ model, serialNumber: 'TABLE' }).logicalUnit;
const units = new Map(models.map((model) => [model, unitOf(model)]));
const hexadecimal = (code: number): string => `${code.toString(16).toUpperCase().padStart(2, '0')}h`;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** A column of a table: for each row's key what stands in its cell. */
type Column = ReadonlyMap<string, string>;

/** A table whose columns stand for all the models that have the same, with the list of them before it. */
function shared(subject: string, keys: readonly string[], columnOf: (model: DriveModel) => Column, last?: (key: string) => string): string {
  const groups = new Map<string, { readonly column: Column; readonly names: string[] }>();
  for (const model of models) {
    const column = columnOf(model);
    const written = keys.map((key) => column.get(key) ?? '').join('|');
    const group = groups.get(written) ?? { column, names: [] };
    group.names.push(model.name);
    groups.set(written, group);
  }
  const columns = [...groups.values()];
  const letters = columns.map((_, index) => letter(index));
  const legend = columns.map(({ names }, index) => `- **${letters[index]}** ${names.map((name) => `\`${name}\``).join(', ')}`);
  const rows = keys.map((key) => [key, ...columns.map(({ column }) => column.get(key) ?? ''), ...(last === undefined ? [] : [last(key)])]);
  return [...legend, '', table([subject, ...letters, ...(last === undefined ? [] : ['test'])], rows)].join('\n');
}

const letter = (index: number): string => (index < 26 ? '' : letter(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26));

/** All keys that any model has, in the order of the first that has everything. */
const keysOf = (columnOf: (model: DriveModel) => Column): string[] =>
  [...new Set(models.flatMap((model) => [...columnOf(model).keys()]))].sort();

const commandsOf = (model: DriveModel): Column =>
  new Map(units.get(model)!.commands.rows.map(({ name, operationCode }) => [`${hexadecimal(operationCode)} ${name}`, '●']));

const pageName = (pageCode: number, subpageCode = 0): string =>
  subpageCode === 0 ? hexadecimal(pageCode) : `${hexadecimal(pageCode)}/${hexadecimal(subpageCode)}`;
const modePagesOf = (model: DriveModel): Column =>
  new Map(
    units.get(model)!.modePages.pages.map(({ pageCode, subpageCode, layout }) => [pageName(pageCode, subpageCode), String(layout.length)]),
  );
const logPagesOf = (model: DriveModel): Column =>
  new Map([['00h', '●'], ...units.get(model)!.logPages.map((page) => [pageName(page.pageCode, page.subpageCode), '●'] as const)]);
const vitalProductDataOf = (model: DriveModel): Column =>
  new Map(units.get(model)!.vitalProductData.map(({ pageCode }) => [hexadecimal(pageCode), '●']));

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
      `\`${model.inquiry.vendorIdentification.padEnd(8)}${model.inquiry.productIdentification.padEnd(16)}${model.inquiry.productRevisionLevel}\``,
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

function facts(): string {
  const titles: string[] = [];
  const cell = (source: Source): string => {
    if (source === 'approximated') return '~';
    if (!titles.includes(source.sourced)) titles.push(source.sourced);
    return String(titles.indexOf(source.sourced) + 1);
  };
  const rows = models.map(({ name, sources }) => [`\`${name}\``, ...Object.keys(groups).map((group) => cell(sources[group as FactGroup]))]);
  return [table(['model', ...Object.values(groups)], rows), '', ...titles.map((title, index) => `${index + 1}. ${title}`)].join('\n');
}

const testOf = (key: string): string => {
  const file = commandTests[key.slice(4)];
  return file === undefined ? '' : `[${file.replace(/^.*\//, '').replace('.test.ts', '')}](../test/${file})`;
};

/** The whole of docs/models.md. */
export const modelsDocument = (): string => `<!-- Made by npm run models. -->
# The drives that tapelab can be

A drive's \`model\` in \`tapelab.yaml\` is one of these names. What a table does not show a drive to have, it refuses as the real one does: a command
with ILLEGAL REQUEST 20/00, a page with 24/00. Where several models are alike they share a column; its letter means what the lines above that table say.

In the first tables *bytes* is the length of standard INQUIRY data, *block* the block length after power on, *density* what density code 00h selects, PEW
programmable early warning, LBP logical block protection.

${families.map(({ name, models: family }) => `## ${name}\n\n${overviewOf(family)}\n\nMedia, with the density codes that are read and **written** on them, the first of a blank one, and the medium type code:\n\n${mediaOf(family)}`).join('\n\n')}

## Commands

${shared('command', keysOf(commandsOf), commandsOf, testOf)}

## Mode pages

With their lengths in bytes, header included.

${shared('page', keysOf(modePagesOf), modePagesOf)}

## Log pages

${shared('page', keysOf(logPagesOf), logPagesOf)}

## VPD pages

${shared('page', keysOf(vitalProductDataOf), vitalProductDataOf)}

## Where the facts come from

A number is a published source, below the table; ~ is approximated: our judgement of what such a drive says, for want of a source.

${facts()}
`;

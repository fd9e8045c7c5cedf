/** How the tables of docs/models.md are laid out, whatever the models: those that agree in a table share a column. */
import type { LogicalUnit } from '../../src/scsi/logical-unit.ts';
import type { Source } from '../../src/scsi/product-pages.ts';

export const hexadecimal = (code: number, digits = 2): string => `${code.toString(16).toUpperCase().padStart(digits, '0')}h`;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

interface Named {
  readonly name: string;
}

/** A column of a table: for each row's key what stands in its cell. */
export type Column = ReadonlyMap<string, string>;

/** A table whose columns stand for all the models that have the same, with the list of them before it. */
export function shared<Model extends Named>(
  subject: string,
  models: readonly Model[],
  columnOf: (model: Model) => Column,
  last?: (key: string) => string,
): string {
  const keys = [...new Set(models.flatMap((model) => [...columnOf(model).keys()]))].sort();
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

export const commandsOf = ({ commands }: LogicalUnit): Column =>
  new Map(commands.rows.map(({ name, operationCode }) => [`${hexadecimal(operationCode)} ${name}`, '●']));

const pageName = (pageCode: number, subpageCode = 0): string =>
  subpageCode === 0 ? hexadecimal(pageCode) : `${hexadecimal(pageCode)}/${hexadecimal(subpageCode)}`;
export const modePagesOf = ({ modePages }: LogicalUnit): Column =>
  new Map(modePages.pages.map(({ pageCode, subpageCode, layout }) => [pageName(pageCode, subpageCode), String(layout.length)]));
export const logPagesOf = ({ logPages }: LogicalUnit): Column =>
  new Map([['00h', '●'], ...logPages.map((page) => [pageName(page.pageCode, page.subpageCode), '●'] as const)]);
export const vitalProductDataOf = ({ vitalProductData }: LogicalUnit): Column =>
  new Map(vitalProductData.map(({ pageCode }) => [hexadecimal(pageCode), '●']));

/** The test of the command in a row, which begins with its operation code. */
export const testIn =
  (tests: Readonly<Record<string, string>>) =>
  (key: string): string => {
    const file = tests[key.slice(4)];
    return file === undefined ? '' : `[${file.replace(/^.*\//, '').replace('.test.ts', '')}](../test/${file})`;
  };

/** Vendor, product and revision as INQUIRY has them. */
export const inquiryStrings = ({ inquiry }: { readonly inquiry: LogicalUnit['device']['identity'] | Strings }): string =>
  `\`${inquiry.vendorIdentification.padEnd(8)}${inquiry.productIdentification.padEnd(16)}${inquiry.productRevisionLevel}\``;
type Strings = { readonly vendorIdentification: string; readonly productIdentification: string; readonly productRevisionLevel: string };

/** Where each group of facts comes from, with the sources below. */
export function sourcesOf<Group extends string>(
  models: readonly (Named & { readonly sources: Readonly<Record<Group, Source>> })[],
  groups: Readonly<Record<Group, string>>,
): string {
  const titles: string[] = [];
  const cell = (source: Source): string => {
    if (source === 'approximated') return '~';
    if (!titles.includes(source.sourced)) titles.push(source.sourced);
    return String(titles.indexOf(source.sourced) + 1);
  };
  const rows = models.map(({ name, sources }) => [`\`${name}\``, ...Object.keys(groups).map((group) => cell(sources[group as Group]))]);
  return [table(['model', ...Object.values<string>(groups)], rows), '', ...titles.map((title, index) => `${index + 1}. ${title}`)].join(
    '\n',
  );
}

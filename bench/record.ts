/** What `--record` puts into the account of the bench, between two marks that stay there. */
const beginning = '<!-- Written by npm run bench -- --record: what stands between here and the end mark is replaced. -->';
const end = '<!-- The end of what is replaced. -->';

/** The text with the tables and the drawings, by their files, in the place of what it held. */
export function replaceRecord(text: string, tables: string, drawings: readonly string[]): string {
  const [from, to] = [text.indexOf(beginning), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the account has no place for the tables. Hint: give it two lines\n${beginning}\n${end}`);
  const pictures = drawings.map((file) => `![${file.replace(/\.svg$/, '').replaceAll('-', ' ')}](${file})`);
  return `${text.slice(0, from + beginning.length)}\n\n${[tables, ...pictures].join('\n\n')}\n\n${text.slice(to)}`;
}

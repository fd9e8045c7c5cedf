/**
 * `npm run bench`: everything that is promised about speed, measured in one go and held against its goals. It reports and does not judge: it ends with
 * exit code 0 whatever the figures are. The short form measures little, in 90 seconds, and ends with 1 when a figure is far off its goal; a section in
 * which one is gets a second try, since other things happen on a machine.
 *
 *   --only SECTION   one of them, again and again for more      --pairs N       alternating rounds, whose median counts (5; short 3)
 *   --short          the short form                             --megabytes N   of data in one run (192; short 32)
 *   --into FOLDER    results.json and the drawings (bench-results)
 *   --record         also into bench/README.md and beside it, where sections that were not measured stay as they are
 */
import { rmSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { temporaryDirectory } from '../test/hosts/tapelab.ts';
import { drawCharts } from './charts.ts';
import { type Extent, type Figure, type Measurement, meets } from './figure.ts';
import { onInterruption } from './interruption.ts';
import { inWords, thisMachine } from './machine.ts';
import { replaceRecord } from './record.ts';
import { mergeResults, type Results, readResults, type Section } from './results.ts';
import { sections } from './sections.ts';
import { cells, markdown, terminalHeading, terminalLine } from './table.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    pairs: { type: 'string' },
    megabytes: { type: 'string' },
    short: { type: 'boolean', default: false },
    into: { type: 'string', default: 'bench-results' },
    record: { type: 'boolean', default: false },
  },
});

const form: Extent['form'] = options.short ? 'short' : 'whole';
const extent: Extent = {
  form,
  pairs: Math.max(1, Number(options.pairs ?? (options.short ? 3 : 5))),
  bytes: Math.max(16, Number(options.megabytes ?? (options.short ? 32 : 192))) * 2 ** 20,
};
const names = Object.keys(sections);

async function measure(name: string, measurement: Measurement, folder: string): Promise<Section> {
  const { title } = measurement;
  const figures: Figure[] = [];
  const section = { title, measured: new Date().toISOString().slice(0, 10), extent, figures };
  console.log(`\n${title} (${name})\n${terminalHeading()}`);
  try {
    for await (const figure of measurement.measure(extent, folder)) {
      figures.push(figure);
      console.log(terminalLine(cells(figure, form)));
    }
    return section;
  } catch (error) {
    const broken = (error as Error).message;
    console.log(`not measured to its end: ${broken}`);
    return { ...section, broken };
  }
}

const missedOf = (of: readonly Section[]): Figure[] =>
  of.flatMap(({ figures }) => figures.filter((figure) => meets(figure, form) === false));

async function keep(results: Results, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  for (const [file, drawing] of drawCharts(results)) await writeFile(join(folder, file), drawing);
}

async function record(measured: Results): Promise<void> {
  const beside = fileURLToPath(new URL('.', import.meta.url));
  const results = mergeResults(await readResults(join(beside, 'results.json')), measured, names);
  await keep(results, beside);
  const readme = join(beside, 'README.md');
  await writeFile(readme, replaceRecord(await readFile(readme, 'utf8'), markdown(results), [...drawCharts(results).keys()]));
}

async function main(): Promise<number> {
  const unknown = options.only?.filter((name) => !names.includes(name)) ?? [];
  if (unknown.length > 0) throw new Error(`there is no section ${unknown.join(', ')}. Hint: ${names.join(', ')}`);
  const directory = await temporaryDirectory();
  const interruption = onInterruption(() => rmSync(directory.path, { recursive: true, force: true }));
  try {
    const machine = await thisMachine(directory.path);
    console.log(`${inWords(machine)}\nmedian of ${extent.pairs} pairs, ${extent.bytes / 2 ** 20} MiB each unless said`);
    const measured: Record<string, Section> = {};
    for (const [name, measurement] of Object.entries(sections)) {
      if (options.only && !options.only.includes(name)) continue;
      for (let attempts = form === 'short' ? 2 : 1; attempts > 0; attempts -= 1) {
        const folder = join(directory.path, name);
        await mkdir(folder);
        measured[name] = await measure(name, measurement, folder);
        if (interruption.aborted) return 130;
        await rm(folder, { recursive: true, force: true });
        if (missedOf([measured[name]]).length === 0) break;
      }
    }
    const results = { machine, sections: measured };
    await keep(results, options.into);
    if (options.record) await record(results);

    const figures = Object.values(measured).flatMap((section) => section.figures);
    const judged = figures.filter((figure) => meets(figure, form) !== undefined);
    const missed = missedOf(Object.values(measured));
    const broken = Object.values(measured).filter((section) => section.broken !== undefined);
    console.log(`\n${judged.length - missed.length} of ${judged.length} goals met`);
    for (const { name, against } of missed) console.log(`  missed: ${name}${against ? `, against ${against}` : ''}`);
    for (const { title } of broken) console.log(`  not measured to its end: ${title}`);
    return broken.length > 0 || (options.short && missed.length > 0) ? 1 : 0;
  } finally {
    await directory.remove();
  }
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: Error) => {
    console.error(`bench: ${error.message}`);
    process.exitCode = 2;
  },
);

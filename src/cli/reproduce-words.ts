/** What the verbs of `reproduce` have in common: their options, where they play, and how they tell what came of it. */
import { Command, Option } from '@commander-js/extra-typings';
import { diskStore } from '../cartridge/disk-store.ts';
import { replaceWhole } from '../cartridge/store.ts';
import { parseReachable } from '../config/endpoint.ts';
import type { Endpoint } from '../foundation/endpoint.ts';
import { systemErrorWords } from '../foundation/system-error.ts';
import { UserError } from '../foundation/user-error.ts';
import type { LeftOut } from '../mtf/disk-tree.ts';
import type { Reproduction, Share } from '../reproduce/reproduction.ts';
import type { Composition } from './composition.ts';
import { shown } from './mtf-words.ts';
import { playMatrix, toldJudgement } from './reproduce-matrix.ts';
import { table } from './table.ts';

export interface ReproduceOptions {
  readonly matrix?: true | undefined;
  readonly share?: Share | undefined;
  readonly realTime?: true | undefined;
  readonly portal?: Endpoint | undefined;
  readonly target?: string | undefined;
  readonly source?: string | undefined;
  readonly report?: string | undefined;
  readonly json?: true | undefined;
}

/** A verb with the options of both. */
export const reproduceVerb = (name: string, summary: string) =>
  new Command(name)
    .description(summary)
    .option('--matrix', 'play all combinations, and print them as a table')
    .addOption(new Option('--share <part>', 'the part of them that this process plays').argParser(parseShare).hideHelp())
    .option('--real-time', 'let time pass as it does, instead of jumping to the next moment at which something happens')
    .option('--portal <host:port>', 'play on the target that is served there, in real time', parseReachable)
    .option('--target <name>', 'its iSCSI name, where several are served there')
    .option('--source <dir>', 'the folder that is backed up (default: a sample)')
    .addOption(new Option('--report <file>', 'a file to write the report into, as one HTML page').argParser(parseReport))
    .option('--json', 'answer in JSON');

/** `2/3`. */
function parseShare(text: string): Share {
  const [number = 1, of = 1] = text.split('/').map(Number);
  return { first: number - 1, of };
}

function parseReport(file: string): string {
  if (/\.html?$/i.test(file)) return file;
  throw new UserError('report-invalid', `The name of ${file} does not tell what the report is to be written as.`, {
    hint: 'let it end in .html.',
    exitCode: 2,
  });
}

/** Plays what is asked for, tells of it, and fails where it is not what the article says. @throws UserError */
export async function playAndTell<Combination extends object>(
  composition: Composition,
  verb: string,
  reproduction: Reproduction<Combination>,
  combination: Combination,
  options: ReproduceOptions,
): Promise<void> {
  const { matrix, realTime, portal, target, report, json } = options;
  if (matrix && (portal !== undefined || realTime))
    throw new UserError('usage', 'The matrix takes hours as time passes.', { hint: 'leave --real-time and --portal out.', exitCode: 2 });
  if (target !== undefined && portal === undefined)
    throw new UserError('usage', 'There is a target, and no portal to reach it at.', { hint: 'add --portal HOST:PORT.', exitCode: 2 });
  const [
    { reproduce },
    { folderSource },
    { happeningInWords, reportOf },
    { matrixConclusion, matrixHeadings, matrixRows, reportAsText },
    html,
  ] = await Promise.all([
    import('../reproduce/reproduction.ts'),
    import('../reproduce/source.ts'),
    import('../reproduce/report.ts'),
    import('../reproduce/report-text.ts'),
    import('../reproduce/report-html.ts'),
  ]);
  const source =
    options.source === undefined ? undefined : await folderSource(options.source, (left) => composition.complain(leftOut(left)));
  const stage = await composition.reproductionStage({
    realTime: realTime === true,
    ...(portal && { portal }),
    ...(target !== undefined && { targets: [target] }),
  });
  const { article, axes } = reproduction;
  const say = (value: unknown, text: string): void => composition.say(json ? JSON.stringify(value, undefined, 2) : text);

  if (matrix) {
    const words = ['reproduce', verb, '--matrix', '--json', ...(options.source === undefined ? [] : ['--source', options.source])];
    const judgements = await playMatrix(composition, { reproduction, stage, source, share: options.share, words });
    const conclusion = matrixConclusion(article, judgements);
    const rows = matrixRows(axes, judgements).map(({ cells }) => cells);
    say(judgements.map(toldJudgement), `${table(matrixHeadings(axes), rows)}\n\n${conclusion}`);
    if (report !== undefined) await writeReport(report, html.matrixAsHtml(article, axes, judgements));
    if (judgements.some(({ differences }) => differences.length > 0)) throw new UserError('reproduction-differs', conclusion);
    return;
  }
  const outcome = await reproduce(reproduction, combination, {
    stage,
    source,
    // One line of any terminal.
    hear: (happening) => composition.progress(happeningInWords(happening).slice(0, 79)),
  }).finally(() => composition.progress(undefined));
  const told = reportOf(article, outcome);
  say(told, reportAsText(told));
  if (report !== undefined) await writeReport(report, html.reportAsHtml(told));
  if (outcome.differences.length > 0)
    throw new UserError('reproduction-differs', `This is not what ${article.name} says: ${outcome.differences.join('; ')}.`);
}

const leftOut = ({ path, why }: LeftOut): string => `tapelab: ${shown(['.', ...path].join('/'))} is not backed up: it ${why}.`;

const writeReport = (file: string, text: string): Promise<void> =>
  replaceWhole(diskStore, file, [Buffer.from(text)]).catch((cause: unknown) => {
    throw new UserError('report-unwritable', `Cannot write the report ${file}: ${systemErrorWords(cause as Error)}.`, {
      hint: 'name a file in a folder that exists and that you may write to.',
      cause,
    });
  });

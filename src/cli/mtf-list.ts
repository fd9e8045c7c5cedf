/** `tapelab mtf list LAB001L4 LAB002L4`: the media, the sets, and the folders and files of each. */
import { formatSize } from '../foundation/quantity.ts';
import { type SurveyedEntry, surveyMedia } from '../mtf/survey.ts';
import type { Composition } from './composition.ts';
import { withTapes } from './mtf-tapes.ts';
import {
  dateInWords,
  mediumInWords,
  problemLines,
  problemsForPrograms,
  refuseDamage,
  refuseForeign,
  setInWords,
  shown,
} from './mtf-words.ts';
import { table } from './table.ts';
import { answer, verb } from './verb.ts';

const headings = ['SIZE', 'MODIFIED', 'ATTRIBUTES', 'NAME'];
/** FILE_ATTRIBUTE_… that people know, by bit. */
const attributeLetters = ['R', 'H', 'S', '', '', 'A'];

export const mtfListVerb = (composition: Composition) =>
  verb('list', 'what a backup in Microsoft Tape Format holds')
    .argument('<cartridge...>', 'barcodes, or .tap, .aws or .het files: the tapes of one backup in their order')
    .action((names, options) =>
      withTapes(composition, options.home, names, async (tapes) => {
        const survey = await surveyMedia(tapes.next, { entries: true });
        refuseForeign({ media: survey.media.length, sets: survey.sets.length, problems: survey.problems }, tapes);
        const sets = survey.sets.map((set) => [setInWords(set), ...(set.entries.length === 0 ? [] : [tableOf(set.entries)])].join('\n'));
        const text = [...survey.media.map((medium) => mediumInWords(medium, tapes)), ...sets, ...problemLines(survey.problems, tapes)].join(
          '\n',
        );
        const value = {
          media: survey.media.map(({ medium, ...rest }) => ({ cartridge: tapes.nameOf(medium), ...rest })),
          sets: survey.sets.map(({ entries, ...set }) => ({
            ...set,
            entries: entries.map(({ path, ...entry }) => ({ path: path.join('/'), ...entry })),
          })),
          problems: problemsForPrograms(survey.problems, tapes),
        };
        answer(composition, options, { value, text });
        refuseDamage(survey.problems, tapes.left);
      }),
    );

const tableOf = (entries: readonly SurveyedEntry[]): string =>
  table(
    headings,
    entries.map(({ kind, path, bytes, attributes, modified, unreadable, volume }) => [
      kind === 'folder' ? '-' : formatSize(bytes),
      dateInWords(modified),
      attributeLetters.map((letter, bit) => ((attributes & (1 << bit)) !== 0 ? letter : '')).join('') || '-',
      shown([...(volume > 0 ? [`volume-${volume + 1}`] : []), ...path].join('/')) +
        (kind === 'folder' ? '/' : '') +
        (unreadable === undefined ? '' : ` (${unreadable})`),
    ]),
  );

/** `tapelab mtf verify LAB001L4 LAB002L4`: reads every byte of a backup, and compares it with what it says of itself. */
import { isDamage } from '../mtf/problem.ts';
import { surveyMedia } from '../mtf/survey.ts';
import type { Composition } from './composition.ts';
import { withTapes } from './mtf-tapes.ts';
import { mediumInWords, problemLines, problemsForPrograms, refuseDamage, refuseForeign, setInWords } from './mtf-words.ts';
import { answer, count, verb } from './verb.ts';

export const mtfVerifyVerb = (composition: Composition) =>
  verb('verify', 'look whether a backup in Microsoft Tape Format is whole')
    .argument('<cartridge...>', 'barcodes, or .tap, .aws or .het files: the tapes of one backup in their order')
    .action((names, options) =>
      withTapes(composition, options.home, names, async (tapes) => {
        const { media, sets, hasSetMap, problems } = await surveyMedia(tapes.next, { entries: false });
        refuseForeign({ media: media.length, sets: sets.length, problems }, tapes);
        const damage = problems.filter(isDamage).length;
        const verdict =
          damage === 0
            ? `The backup is sound: ${count(sets.length, 'set')} on ${count(media.length, 'tape')}${hasSetMap ? ', as its set map has it' : ', without a set map'}.`
            : `The backup is damaged: ${count(damage, 'problem')}.`;
        const text = [
          ...media.map((medium) => mediumInWords(medium, tapes)),
          ...sets.map(setInWords),
          ...problemLines(problems, tapes),
          verdict,
        ];
        const value = {
          sound: damage === 0,
          hasSetMap,
          media: media.map(({ medium, ...rest }) => ({ cartridge: tapes.nameOf(medium), ...rest })),
          sets: sets.map(({ entries: _, ...set }) => set),
          problems: problemsForPrograms(problems, tapes),
        };
        answer(composition, options, { value, text: text.join('\n') });
        refuseDamage(problems, tapes.left);
      }),
    );

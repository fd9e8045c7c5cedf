/** How the verbs of `tapelab mtf` speak of media, sets, and of what is wrong with them. */
import { formatSize } from '../foundation/quantity.ts';
import { UserError } from '../foundation/user-error.ts';
import type { BackupSet, Medium } from '../mtf/media.ts';
import { isDamage, type Problem } from '../mtf/problem.ts';
import type { SurveyedSet } from '../mtf/survey.ts';
import type { NamedTapes } from './mtf-tapes.ts';
import { count } from './verb.ts';

/** What comes from a tape, without what a terminal would take for an order. */
export const shown = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');

/** `2005-03-05 05:33:30`, in UTC. */
export const dateInWords = (date: Date | undefined): string =>
  date === undefined || date.getTime() === 0
    ? '-'
    : date
        .toISOString()
        .replace(/\.\d+Z$/, '')
        .replace('T', ' ');

export function mediumInWords(medium: Medium, tapes: NamedTapes): string {
  const family = medium.mediaFamilyId.toString(16).toUpperCase().padStart(8, '0');
  const first = `${tapes.nameOf(medium.medium)} is medium ${medium.sequenceNumber} of the family ${family}h`;
  const called = medium.name === '' ? '' : `, '${shown(medium.name)}'`;
  const lines = [`${first}${called}, written by ${shown(medium.software) || 'a program without a name'}.`];
  if (medium.label !== '') lines.push(`  ${shown(medium.label)}`);
  return lines.join('\n');
}

export const setName = ({ number }: BackupSet): string => (number === undefined ? 'A set without a beginning' : `Set ${number}`);

export function setInWords({ set, volumes, folders, files, bytes, outcome }: SurveyedSet): string {
  const called = set.name === '' ? '' : ` '${shown(set.name)}'`;
  const sources = volumes
    .map(({ device, machine }) => shown([device, machine].filter((name) => name !== '').join(' of ')))
    .filter((name) => name !== '');
  const parts = [
    ...(set.method === 'unknown' ? [] : [set.method]),
    ...(sources.length === 0 ? [] : [`of ${sources.join(', ')}`]),
    ...(set.user === '' ? [] : [`by ${shown(set.user)}`]),
    ...(set.written === undefined ? [] : [`on ${dateInWords(set.written)}`]),
    ...(set.isEncrypted ? ['encrypted'] : []),
    ...(set.isCompressed ? ['compressed'] : []),
    ...(outcome === 'complete' ? [] : [outcome]),
  ];
  return `${setName(set)}${called}${parts.length === 0 ? '' : `, ${parts.join(', ')}`}: ${count(folders, 'folder')}, ${count(files, 'file')}, ${formatSize(bytes)}.`;
}

export const problemLines = (problems: readonly Problem[], tapes: NamedTapes): string[] =>
  problems.map((problem) => shown(tapes.inWords(problem)));

/** For JSON: with the name of its tape. */
export const problemsForPrograms = (problems: readonly Problem[], tapes: NamedTapes) =>
  problems.map(({ code, message, medium, place }) => ({
    code,
    damage: isDamage({ code }),
    message,
    cartridge: tapes.nameOf(medium),
    object: place?.block,
    byte: place?.byte,
  }));

/** @throws UserError when the first tape is no Microsoft Tape Format at all */
export function refuseForeign(
  { media, sets, problems }: { readonly media: number; readonly sets: number; readonly problems: readonly Problem[] },
  tapes: NamedTapes,
): void {
  if (media > 0 || sets > 0) return;
  const [problem] = problems;
  throw new UserError(
    'mtf-missing',
    `There is no backup in Microsoft Tape Format: ${problem === undefined ? 'no tape could be read' : shown(tapes.inWords(problem))}`,
    {
      hint: "'tapelab cartridge show BARCODE' tells what a cartridge holds.",
    },
  );
}

/** What goes wrong with media that come in a row. */
const orderProblems: readonly string[] = ['medium-missing', 'wrong-medium', 'begins-elsewhere'];

/** @throws UserError when anything is lost; `left`: tapes that were named and not read */
export function refuseDamage(problems: readonly Problem[], left: readonly string[]): void {
  const damage = problems.filter(isDamage);
  if (left.length > 0 && damage.length === 0)
    throw new UserError('mtf-not-read', `${left.join(', ')} ${left.length === 1 ? 'was' : 'were'} not read: the backup is whole without.`, {
      hint: 'name the tapes of one family in their order, and those of others by themselves.',
    });
  if (damage.length === 0) return;
  const order = damage.find(({ code }) => orderProblems.includes(code));
  const truncated = damage.find(({ code }) => code === 'set-truncated');
  const told = order ?? truncated ?? damage[0]!;
  const others =
    damage.length === 1 ? '' : ` ${count(damage.length - 1, 'other problem')} ${damage.length === 2 ? 'is' : 'are'} told above.`;
  throw new UserError('mtf-damaged', `Not all of the backup can be had: ${shown(told.message)}${others}`, {
    hint:
      order !== undefined
        ? 'name all tapes of the family, in their order.'
        : 'what can be had, extract takes from it; what is damaged is left out.',
  });
}

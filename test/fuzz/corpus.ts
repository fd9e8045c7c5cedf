/**
 * The corpus: conversations worth having again in every run, as text. What one comes from and why stands in its comment.
 *
 *     # An R2T answered with one byte too many
 *     state: write-solicited
 *     ending: fin
 *     dice: 1 2                    what the way into the state is drawn from, unless it is always the same
 *     0580…                        one piece of the stream a line, in hexadecimal; * repeats a byte: 00*512
 *     "SendTargets=All\0"          text
 *     <cmdSn> <expStatSn> <isid> <tsih> <cid> <tag> <r2tTag> <r2tTask> <pingTag>      what only the conversation can tell, as the numbers they are in a PDU
 *     pause                        waits for answers
 *     await nop-in                 waits for a PDU of this kind, which may take its time
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { noTag } from '../conformance/demand.ts';
import type { PduKind } from '../conformance/pdu-table.ts';
import type { Standing } from './standing.ts';

export const corpusFolder = fileURLToPath(new URL('corpus', import.meta.url));

export interface Entry {
  /** Where it stands, if it does. */
  readonly file?: string;
  readonly name: string;
  readonly comment: string;
  readonly state: string;
  readonly ending: string;
  readonly dice?: readonly number[];
  /** Each a piece of the stream, or a wait. */
  readonly lines: readonly string[];
}

/** Every entry of a folder, in the order of their names. */
export async function readCorpus(folder = corpusFolder): Promise<readonly Entry[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.txt')).sort();
  return Promise.all(names.map((name) => readEntry(join(folder, name))));
}

export async function readEntry(file: string): Promise<Entry> {
  const name = file.replace(/^.*[/\\]/, '').replace(/\.txt$/, '');
  const lines = (await readFile(file, 'utf8')).split('\n').map((line) => line.trim());
  const header = (word: string): string | undefined =>
    lines
      .find((line) => line.startsWith(`${word}:`))
      ?.slice(word.length + 1)
      .trim();
  const [state, ending = 'fin', dice] = [header('state'), header('ending'), header('dice')];
  if (state === undefined) throw new Error(`${file} does not say in which state`);
  return {
    file,
    name,
    comment: lines
      .filter((line) => line.startsWith('#'))
      .map((line) => line.slice(1).trim())
      .join(' '),
    state,
    ending,
    ...(dice !== undefined && { dice: dice.split(/\s+/).map(Number) }),
    lines: lines.filter((line) => line !== '' && !line.startsWith('#') && !/^(state|ending|dice):/.test(line)),
  };
}

export async function writeEntry({ name, comment, state, ending, dice, lines }: Entry, folder = corpusFolder): Promise<string> {
  const file = join(folder, `${name}.txt`);
  const text = [
    ...comment.split('\n').map((line) => `# ${line}`),
    `state: ${state}`,
    `ending: ${ending}`,
    ...(dice === undefined ? [] : [`dice: ${dice.join(' ')}`]),
    ...lines,
  ];
  await writeFile(file, `${text.join('\n')}\n`);
  return file;
}

/** Bytes as a line: long runs of one byte are shortened. */
export function asLine(bytes: Uint8Array): string {
  const words: string[] = [];
  let plainFrom = 0;
  const plainUntil = (end: number): void => {
    if (end > plainFrom) words.push(Buffer.from(bytes.subarray(plainFrom, end)).toString('hex'));
  };
  for (let at = 0, end = 0; at < bytes.length; at = end) {
    end = at + 1;
    while (end < bytes.length && bytes[end] === bytes[at]) end++;
    if (end - at < 24) continue;
    plainUntil(at);
    words.push(`${bytes[at]!.toString(16).padStart(2, '0')}*${end - at}`);
    plainFrom = end;
  }
  plainUntil(bytes.length);
  return words.join(' ');
}

/** The kind of PDU that a line waits for. */
export const awaitedBy = (line: string): PduKind | undefined => /^await (\S+)$/.exec(line)?.[1] as PduKind | undefined;

/** The bytes that a line means where the connection stands; undefined for a wait. */
export function bytesOf(line: string, standing: Standing): Uint8Array | undefined {
  if (line === 'pause' || awaitedBy(line) !== undefined) return undefined;
  const words = line.match(/"[^"]*"|\S+/g) ?? [];
  return Buffer.concat(words.map((word) => wordBytes(word, standing)));
}

function wordBytes(word: string, standing: Standing): Uint8Array {
  if (word.startsWith('"')) return Buffer.from(word.slice(1, -1).replaceAll('\\0', '\0'), 'utf8');
  const place = /^<(\w+)>$/.exec(word)?.[1];
  if (place !== undefined) return placeBytes(place, standing);
  const [hex = '', count = '1'] = word.split('*');
  if (!/^([0-9a-f]{2})+$/i.test(hex) || !/^\d+$/.test(count)) throw new Error(`'${word}' means no bytes`);
  const bytes = Buffer.from(hex, 'hex');
  return Buffer.alloc(bytes.length * Number(count), bytes);
}

function placeBytes(name: string, standing: Standing): Uint8Array {
  // The first, which begins at offset 0.
  const asked = standing.solicitations[0];
  const values: Readonly<Record<string, readonly [value: number, bytes: number]>> = {
    cmdSn: [standing.cmdSn, 4],
    expStatSn: [standing.expStatSn, 4],
    isid: [standing.isid, 6],
    tsih: [standing.tsih, 2],
    cid: [standing.cid, 2],
    tag: [standing.tags.at(-1) ?? noTag, 4],
    r2tTag: [asked?.targetTransferTag ?? noTag, 4],
    pingTag: [standing.exchanges.at(-1)?.targetTransferTag ?? noTag, 4],
    r2tTask: [asked?.initiatorTaskTag ?? noTag, 4],
  };
  const row = values[name];
  if (row === undefined) throw new Error(`<${name}> stands for nothing`);
  const [value, length] = row;
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at++) bytes[at] = Math.floor(value / 256 ** (length - 1 - at)) % 256;
  return bytes;
}

/**
 * The command line of NTBackup: `ntbackup backup [systemstate] "@C:\Job.bks" /j "Name" /p "4mm DDS" /um …`. Case does not matter, but for `/UP`: a version
 * that has it knows it in capitals only (KB 839591). A switch that a version does not know has no effect.
 */
import { UserError } from '../../foundation/user-error.ts';
import type { NtBackupVersion } from './version.ts';

/** What follows a switch: nothing, the next word, or words behind its colon. */
const switches = {
  j: 'word',
  p: 'word',
  g: 'word',
  t: 'word',
  n: 'word',
  d: 'word',
  f: 'word',
  m: ['normal', 'copy', 'differential', 'incremental', 'daily'],
  v: { yes: true, no: false },
  r: { yes: true, no: false },
  rs: { yes: true, no: false },
  hc: { on: true, off: false },
  snap: { on: true, off: false },
  l: { f: 'full', s: 'summary', n: 'none' },
  a: 'nothing',
  um: 'nothing',
} as const;
type SwitchName = keyof typeof switches;

export type BackupType = (typeof switches.m)[number];

export interface BackupCommand {
  /** A folder, or `@` and the file that names what is selected. */
  readonly selection: string;
  readonly job: string;
  /** `/P`: the media pool, by the kind of media. */
  readonly pool: string | undefined;
  /** `/G` and `/T`: the tape that is to be written. */
  readonly guid: string | undefined;
  readonly tape: string | undefined;
  /** `/N`: what the tape is to be called. */
  readonly mediaName: string | undefined;
  readonly description: string | undefined;
  readonly type: BackupType;
  readonly append: boolean;
  readonly verify: boolean;
  readonly hardwareCompression: boolean;
  /** `full`, which would list every file, tells no more here than `summary`. */
  readonly log: 'full' | 'summary' | 'none';
  /** `/UM`: the first medium there is will do, and is written anew. */
  readonly unmanaged: boolean;
  /** `/UP`: the operator may be asked, though nobody has started it by hand. */
  readonly promptsUnattended: boolean;
  /** What has no effect. */
  readonly ignored: readonly string[];
}

/** @throws UserError `ntbackup-command-line` */
export function parseCommandLine(line: string, version: NtBackupVersion): BackupCommand {
  const words = wordsOf(line);
  const verb = words.findIndex((word) => word.toLowerCase() === 'backup');
  if (verb < 0 || verb > 1) throw refused(`'${line}' is no backup`, 'ntbackup backup "C:\\Data" /j "Name" /p "4mm DDS" /um');
  const values: Partial<Record<SwitchName, unknown>> = {};
  const selections: string[] = [];
  const ignored: string[] = [];
  let promptsUnattended = false;

  for (let at = verb + 1; at < words.length; at++) {
    const word = words[at]!;
    if (!word.startsWith('/')) {
      selections.push(word);
      continue;
    }
    if (version.switches.some((name) => word === `/${name}`)) {
      promptsUnattended = true;
      continue;
    }
    const [, name, behind] = /^\/([^:]*)(?::(.*))?$/s.exec(word) as unknown as [string, string, string?];
    const kind = Object.hasOwn(switches, name.toLowerCase()) ? switches[name.toLowerCase() as SwitchName] : undefined;
    if (kind === undefined) ignored.push(word);
    else values[name.toLowerCase() as SwitchName] = kind === 'nothing' ? true : takenFrom(word, kind, behind ?? words[++at]);
  }

  const [selection, ...others] = selections.filter((word) => word.toLowerCase() !== 'systemstate');
  if (selection === undefined || others.length > 0) {
    throw refused(`${selection === undefined ? 'nothing' : 'more than one thing'} is selected`, 'Name one folder, or @ and a .bks file.');
  }
  if (values.f !== undefined) throw refused('/F backs up to a file', 'Name a pool with /P, or a tape with /T or /G.');
  if (values.a && values.t === undefined && values.g === undefined) throw refused('/A needs a tape to append to', 'Name it with /T or /G.');
  if (values.a && values.p !== undefined) throw refused('/A and /P exclude each other', 'Leave one of them out.');
  if (values.um && values.p === undefined) throw refused('/UM needs a pool', 'Name it with /P, as in /P "4mm DDS".');
  const text = (name: SwitchName): string | undefined => values[name] as string | undefined;
  return {
    selection,
    job: text('j') ?? 'Backup',
    pool: text('p'),
    guid: text('g'),
    tape: text('t'),
    mediaName: text('n'),
    description: text('d'),
    type: (values.m as BackupType | undefined) ?? 'normal',
    append: values.a === true,
    verify: values.v === true,
    hardwareCompression: values.hc !== false,
    log: (values.l as BackupCommand['log'] | undefined) ?? 'summary',
    unmanaged: values.um === true,
    promptsUnattended,
    ignored,
  };
}

function takenFrom(word: string, kind: Exclude<(typeof switches)[SwitchName], 'nothing'>, value: string | undefined): unknown {
  if (value === undefined) throw refused(`${word} stands alone`, 'Something belongs behind it.');
  if (kind === 'word') return value;
  const choices = Array.isArray(kind) ? Object.fromEntries(kind.map((one) => [one, one])) : (kind as Readonly<Record<string, unknown>>);
  if (!Object.hasOwn(choices, value.toLowerCase()))
    throw refused(`'${value}' is nothing for ${word}`, `One of ${Object.keys(choices).join(', ')}.`);
  return choices[value.toLowerCase()];
}

/** Words are separated by blanks, but not within quotation marks. */
const wordsOf = (line: string): string[] => [...line.matchAll(/(?:"[^"]*"?|[^\s"])+/g)].map(([word]) => word.replaceAll('"', ''));

const refused = (problem: string, hint: string): UserError =>
  new UserError('ntbackup-command-line', `NTBackup's command line: ${problem}.`, { hint });

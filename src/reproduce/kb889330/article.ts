/** What KB 889330 says (Windows 2000 Server and Advanced Server; last reviewed 2006-06-01), statement by statement, and what to expect of which circumstances. */

import type { WindowsVersionName } from '../../host/windows/version.ts';
import { type Article, type Expectation, type ExpectationRow, expectationOf } from '../article.ts';
import type { CombinationOf } from '../combination.ts';

export const article = {
  name: 'KB 889330',
  subject: 'a tape device goes offline, and the medium changer cannot be controlled any more',
  statements: {
    'KB889330-1': 'The computer runs Windows 2000 Server; it has a tape device, a medium changer, and a backup program of somebody else.',
    'KB889330-2': 'Windows loses control of the changer, the tape device goes offline all at once, and backups do not complete.',
    'KB889330-3': 'Nothing but a restart of the computer brings the two back; it is the workaround, too.',
    'KB889330-4':
      'Where a device loses its connection, Plug and Play gives it a new name, and the program knows only those that it has read at its start.',
    'KB889330-5': 'There is a hotfix for Windows 2000 SP4, with a new Tape.sys and twenty changer drivers.',
    'KB889330-6': 'With it, Persistence = 1 under Control\\Tape in the registry has devices keep their names, from the next restart on.',
    'KB889330-7': 'With Persistence = 0, or without that value, they do not keep them, with the hotfix neither.',
    'KB889330-8': 'The remedy is in Tape.sys: where a backup program has put a class driver of its own in its place, it has no effect.',
    'KB889330-9': 'Windows Server 2003 has the same problem (KB 873337).',
    'KB889330+1': 'Persistence = 1 without the hotfix does nothing: nobody reads it.',
    'KB889330+2': 'Changers have a value of their own, under Control\\MChgr.',
    'KB889330+3': 'The value is latched at the start of the computer.',
    'KB889330+4': 'A name changes only where an open handle keeps the old device: otherwise its number is free, and is taken again.',
    'KB889330+5': 'The initiator holds requests for 60 s: of an outage that is shorter Plug and Play learns nothing.',
  },
} as const satisfies Article;

export const axes = {
  os: ['w2k', 'w2k-hotfix', '2003', '2003-hotfix'],
  persistence: [0, 1],
  outage: ['30s', '90s'],
  handle: ['open', 'closed'],
  driver: ['tape.sys', 'third-party'],
  what: ['both', 'tape', 'changer'],
  restart: [false, true],
} as const satisfies { readonly os: readonly WindowsVersionName[]; readonly [axis: string]: readonly (string | number | boolean)[] };

export interface Combination extends CombinationOf<typeof axes> {
  /** `Control\MChgr\Persistence`. */
  readonly changerPersistence: 0 | 1;
}

const hotfix = ['w2k-hotfix', '2003-hotfix'] as const;
const remedy = { os: hotfix, driver: ['tape.sys'] } as const;

const expectations: readonly [...ExpectationRow<Combination>[], Expectation] = [
  { where: { outage: ['30s'] }, verdict: 'not affected', statements: ['KB889330+5'] },
  {
    where: { ...remedy, what: ['both'], persistence: [1], changerPersistence: [1] },
    verdict: 'remedied',
    statements: ['KB889330-5', 'KB889330-6', 'KB889330+2'],
  },
  { where: { ...remedy, what: ['tape'], persistence: [1] }, verdict: 'remedied', statements: ['KB889330-5', 'KB889330-6'] },
  { where: { ...remedy, what: ['changer'], changerPersistence: [1] }, verdict: 'remedied', statements: ['KB889330-5', 'KB889330+2'] },
  { where: { handle: ['closed'] }, verdict: 'not affected', statements: ['KB889330-4', 'KB889330+4'] },
  { where: { restart: [true] }, verdict: 'worked around', statements: ['KB889330-3'] },
  { where: { os: hotfix, driver: ['third-party'], persistence: [1] }, verdict: 'reproduced', statements: ['KB889330-8'] },
  { where: { os: hotfix, persistence: [0] }, verdict: 'reproduced', statements: ['KB889330-4', 'KB889330-7'] },
  { where: { os: hotfix }, verdict: 'reproduced', statements: ['KB889330-4', 'KB889330+2'] },
  { where: { persistence: [1] }, verdict: 'reproduced', statements: ['KB889330-4', 'KB889330+1'] },
  { where: { os: ['2003'] }, verdict: 'reproduced', statements: ['KB889330-4', 'KB889330-9'] },
  { verdict: 'reproduced', statements: ['KB889330-2', 'KB889330-4'] },
];

export const expectationFor = (combination: Combination): Expectation => expectationOf(expectations, combination);

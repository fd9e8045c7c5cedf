/**
 * What KB 839591 says (Windows Server 2003, 32-bit and Itanium; last reviewed 2008-05-29), statement by statement, and what to expect of which
 * circumstances.
 */
import { type Article, type Expectation, type ExpectationRow, expectationOf } from '../article.ts';
import type { CombinationOf } from '../combination.ts';

export const article = {
  name: 'KB 839591',
  subject: 'a scheduled backup quits when the tape is full',
  statements: {
    'KB839591-1': 'A backup that NTBackup does on schedule quits when the tape is full.',
    'KB839591-2': 'Its log says then: "The requested media failed to mount. The operation was aborted."',
    'KB839591-3': 'It ought to ask for another tape, and to complete.',
    'KB839591-4': 'Two things are needed for it: an unattended backup to a stand-alone drive, and more data than one tape takes.',
    'KB839591-5':
      'The design was changed: NTBackup of Windows 2000 asks for another tape, that of Server 2003 does not in an unattended job, where nobody may be there.',
    'KB839591-6': 'The hotfix (Ntbackup.exe 5.2.3790.209) has a switch /UP, with which it asks during such a job.',
    'KB839591-7': 'The switch is to be typed in capitals.',
    'KB839591-8': 'The example has /um and /UP behind /p "4mm DDS".',
    'KB839591-9': 'The workaround is a tape library instead of the stand-alone drive.',
    'KB839591+1': 'An attended job asks on Server 2003, too.',
    'KB839591+2': 'With a library, Removable Storage mounts the next free medium of the pool.',
  },
} as const satisfies Article;

export const axes = {
  os: ['w2k', '2003', '2003-hotfix'],
  up: [false, true],
  attended: [false, true],
  library: [false, true],
} as const;

export interface Combination extends CombinationOf<typeof axes> {
  /** How the switch is typed where it is: `/UP` unless given. */
  readonly spelling?: string;
}

/** The circumstances of statements 4 and 5, but for what helps: there the backup would quit. */
const quits = { os: ['2003', '2003-hotfix'], attended: [false] } as const;

const expectations: readonly [...ExpectationRow<Combination>[], Expectation] = [
  { where: { os: ['w2k'] }, verdict: 'not affected', statements: ['KB839591-5'] },
  { where: { attended: [true] }, verdict: 'not affected', statements: ['KB839591-4', 'KB839591+1'] },
  { where: { ...quits, library: [true] }, verdict: 'worked around', statements: ['KB839591-9', 'KB839591+2'] },
  { where: { ...quits, up: [true], spelling: ['/up', '/Up', '/uP'] }, verdict: 'reproduced', statements: ['KB839591-7'] },
  { where: { ...quits, os: ['2003-hotfix'], up: [true] }, verdict: 'remedied', statements: ['KB839591-6'] },
  { where: { ...quits, up: [true] }, verdict: 'reproduced', statements: ['KB839591-1', 'KB839591-2', 'KB839591-6'] },
  { verdict: 'reproduced', statements: ['KB839591-1', 'KB839591-2', 'KB839591-4', 'KB839591-5'] },
];

export const expectationFor = (combination: Combination): Expectation => expectationOf(expectations, combination);

/** Whether the circumstances are those of the article, whatever helps against it. */
export const isConcerned = ({ os, attended }: Combination): boolean => quits.os.some((one) => one === os) && !attended;

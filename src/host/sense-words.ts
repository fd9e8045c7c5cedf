/**
 * What sense data mean, for people: the sense keys, and those additional sense codes (SPC-5 annex F) that a tape or a changer is likely to say. A code
 * that has no row is told by its numbers, which are told anyway.
 */
import type { SenseData } from './sense.ts';

const keys = [
  'no sense',
  'recovered error',
  'not ready',
  'medium error',
  'hardware error',
  'illegal request',
  'unit attention',
  'data protect',
  'blank check',
  'vendor specific',
  'copy aborted',
  'aborted command',
  'reserved',
  'volume overflow',
  'miscompare',
  'completed',
] as const;

/** By ASC and ASCQ; the row of qualifier 00h speaks for qualifiers that have none. */
const codes: ReadonlyMap<number, string> = new Map([
  [0x0001, 'a filemark'],
  [0x0002, 'the end of the medium'],
  [0x0003, 'a setmark'],
  [0x0004, 'the beginning of the medium'],
  [0x0005, 'the end of the data'],
  [0x0016, 'an operation goes on'],
  [0x0300, 'a write fault'],
  [0x0400, 'not ready'],
  [0x0401, 'it is becoming ready'],
  [0x0402, 'it has to be told to load'],
  [0x0403, 'somebody has to see to it'],
  [0x0404, 'it is formatting'],
  [0x0407, 'an operation goes on'],
  [0x0412, 'it is offline'],
  [0x0418, 'a door is open'],
  [0x0800, 'no communication with the unit'],
  [0x0900, 'the head does not follow the track'],
  [0x0c00, 'a write error'],
  [0x1000, 'a checksum does not match'],
  [0x1100, 'data that cannot be read'],
  [0x1400, 'something recorded was not found'],
  [0x1403, 'no end of data was found'],
  [0x1500, 'a positioning error'],
  [0x1a00, 'a wrong length of parameters'],
  [0x2000, 'it does not know the command'],
  [0x2100, 'there is no such address'],
  [0x2101, 'there is no such element'],
  [0x2400, 'a field of the command is not served'],
  [0x2500, 'there is no such logical unit'],
  [0x2600, 'a parameter is not served'],
  [0x2700, 'write-protected'],
  [0x2800, 'the medium may have changed'],
  [0x2801, 'a mail slot was accessed'],
  [0x2900, 'it was reset or switched on'],
  [0x2907, 'the session is new'],
  [0x2a00, 'parameters have changed'],
  [0x2a03, 'its reservations were pre-empted'],
  [0x2c00, 'the order of the commands is wrong'],
  [0x2f00, 'its commands were cleared by another host'],
  [0x3000, 'a medium that does not fit'],
  [0x3001, 'an unknown format'],
  [0x3003, 'a cleaning cartridge'],
  [0x300c, 'what is recorded on it once cannot be written again'],
  [0x3100, 'a damaged format'],
  [0x3700, 'a parameter was rounded'],
  [0x3a00, 'no medium'],
  [0x3b00, 'a positioning error'],
  [0x3b0d, 'the destination is full'],
  [0x3b0e, 'the source is empty'],
  [0x3b11, 'the magazine is out'],
  [0x3e00, 'it has not configured itself yet'],
  [0x3f00, 'the unit has changed'],
  [0x3f01, 'its microcode has changed'],
  [0x3f03, 'its identity has changed'],
  [0x3f0e, 'the logical units have changed'],
  [0x4400, 'an internal failure'],
  [0x4500, 'a selection failed'],
  [0x4700, 'damaged data on the way'],
  [0x4b00, 'a data phase error'],
  [0x5000, 'an error while appending'],
  [0x5100, 'an erase failure'],
  [0x5200, 'a cartridge fault'],
  [0x5300, 'loading or ejecting failed'],
  [0x5302, 'taking the medium out is prevented'],
  [0x5303, 'the medium cannot be taken out of the drive'],
  [0x5501, 'its system buffer is full'],
  [0x5a01, 'the operator asks for the medium'],
  [0x5d00, 'a failure is foreseen'],
  [0x7400, 'a security error'],
]);

const hex = (number: number): string => number.toString(16).toUpperCase().padStart(2, '0');

export const senseKeyWords = (key: number): string => keys[key & 0x0f]!;

/** What the additional sense code says; undefined: no row, or nothing additional. */
export const additionalSenseWords = ({ asc, ascq }: Pick<SenseData, 'asc' | 'ascq'>): string | undefined =>
  codes.get((asc << 8) | ascq) ?? (asc === 0 ? undefined : codes.get(asc << 8));

/** `not ready: no medium (02/3A/00)`. */
export function senseInWords(sense: SenseData): string {
  const { key, asc, ascq, deferred } = sense;
  const additional = additionalSenseWords(sense);
  const said = `${deferred ? 'deferred ' : ''}${senseKeyWords(key)}`;
  return `${additional === undefined ? said : `${said}: ${additional}`} (${hex(key)}/${hex(asc)}/${hex(ascq)})`;
}

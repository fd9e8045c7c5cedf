/**
 * Text segments (RFC 7143 §6.1) as nobody should send them: every key with every kind of value, and text that is none. Some of it is right, so
 * that what comes behind is reached.
 */
import { chapResponse } from './chap.ts';
import type { Dice } from './dice.ts';
import type { Standing } from './standing.ts';
import { host } from './target-home.ts';
import { lengthOf } from './values.ts';

const keys = [
  'HeaderDigest',
  'DataDigest',
  'MaxConnections',
  'SendTargets',
  'TargetName',
  'InitiatorName',
  'TargetAlias',
  'InitiatorAlias',
  'TargetAddress',
  'TargetPortalGroupTag',
  'InitialR2T',
  'ImmediateData',
  'MaxRecvDataSegmentLength',
  'MaxBurstLength',
  'FirstBurstLength',
  'DefaultTime2Wait',
  'DefaultTime2Retain',
  'MaxOutstandingR2T',
  'DataPDUInOrder',
  'DataSequenceInOrder',
  'ErrorRecoveryLevel',
  'SessionType',
  'TaskReporting',
  'iSCSIProtocolLevel',
  'IFMarker',
  'OFMarkInt',
  'RDMAExtensions',
  'AuthMethod',
  'CHAP_A',
  'CHAP_I',
  'CHAP_C',
  'CHAP_N',
  'CHAP_R',
  'KRB_AP_REQ',
  'SRP_U',
  'X-com.example.key',
  'X#Unknown',
  'Unheard',
  '__proto__',
  'constructor',
  'toString',
  '',
] as const;

const values = [
  '',
  'Yes',
  'No',
  'None',
  'CRC32C',
  'CRC32C,None',
  'None,CRC32C',
  'CHAP',
  'CHAP,None',
  'None,CHAP',
  'KRB5,SRP,CHAP,None',
  'Reject',
  'Irrelevant',
  'NotUnderstood',
  'All',
  'Normal',
  'Discovery',
  '?',
  ',',
  ',,',
  '=',
  'a=b',
  '~',
  '1~2',
  '0~16777215',
  '0',
  '1',
  '2',
  '5',
  '7,6,5',
  '8,5',
  '00',
  '-1',
  '+1',
  '1.5',
  '1e3',
  ' 1',
  '511',
  '512',
  '65535',
  '65536',
  '16777215',
  '16777216',
  '4294967295',
  '4294967296',
  '99999999999999999999999999',
  'NaN',
  'Infinity',
  '0x',
  '0x0',
  '0X1f',
  '0xffffffff',
  '0xg',
  '0b',
  '0bAAAA',
  '0b====',
  '0bA',
  'iqn.2026-11.local.fuzz:open',
  'iqn.2026-11.local.fuzz:canary',
  'iqn.',
  'iqn.2026-11.local.fuzz:OPEN',
  'eui.02004567A425678D',
  'naa.52004567BA64678D',
  'eui.',
  '\u00df\u212b\u{1f600}',
  '\ufdfa',
  '..%2f..%2fetc',
  '[::1]:3260,1',
] as const;

const times = ['0', '1', '2', '3601', '65535', '-1', '', '0x1', 'Yes', '1.5'] as const;

/** Any text; `standing` gives the names that are right. */
export function drawText(dice: Dice, standing: Standing): Uint8Array {
  if (standing.heard.has('CHAP_C') && dice.chance(0.4)) return Buffer.from(drawProof(dice, standing.heard));
  switch (dice.below(12)) {
    case 0:
      return dice.bytes(lengthOf(dice, 4096));
    case 1:
      return Buffer.from(drawPair(dice, standing).replace(/\0$/, ''));
    case 2:
      return Buffer.from(drawPair(dice, standing).repeat(dice.between(2, 300)));
    case 3:
      return Buffer.from(
        `${dice.of(keys)}=${dice.of(values)},`.repeat(1).concat(`${dice.of(values)},`.repeat(dice.between(1, 2000)), '\0'),
      );
    case 4:
      return Buffer.alloc(lengthOf(dice, 2048), dice.of(['\0', '=', 'A', 'A=', 'A=B\0', '\0=\0', '\u00e9']));
    default: {
      const own = dice.chance(0.6) ? identification(standing) : '';
      const pairs = Array.from({ length: dice.between(0, 12) }, () => drawPair(dice, standing)).join('');
      return Buffer.from(dice.chance(0.8) ? own + pairs : pairs + own);
    }
  }
}

/** Who calls whom, as it should be said. */
export const identification = ({ initiatorName, targetName }: Standing): string =>
  `InitiatorName=${initiatorName}\0${targetName === '' ? 'SessionType=Discovery' : `SessionType=Normal\0TargetName=${targetName}`}\0`;

function drawPair(dice: Dice, { heard }: Standing): string {
  // The target's own words, above all its challenge.
  if (heard.size > 0 && dice.chance(0.06)) return `${dice.of(keys)}=${dice.of([...heard.values()])}\0`;

  const key = dice.chance(0.02) ? 'K'.repeat(dice.between(60, 70)) : dice.of(keys);
  return `${key}${dice.chance(0.97) ? '=' : ''}${drawValue(dice, key)}\0`;
}

/** The right answer to the target's challenge, and one more thing that it may stumble over. */
function drawProof(dice: Dice, heard: ReadonlyMap<string, string>): string {
  const challenge = heard.get('CHAP_C')!;
  const response = chapResponse(Number(heard.get('CHAP_A')), Number(heard.get('CHAP_I')), host.secret, challenge);
  const own = dice.of([
    challenge,
    challenge.toUpperCase(),
    '0x',
    '0b',
    '0xg',
    `0b${Buffer.from(dice.bytes(16)).toString('base64')}`,
    `0x${'5a'.repeat(1025)}`,
  ]);
  const mutual = dice.of(['', `CHAP_I=${dice.below(300)}\0`, `CHAP_C=${own}\0`, `CHAP_I=${dice.below(300)}\0CHAP_C=${own}\0`]);
  return `CHAP_N=${host.name}\0CHAP_R=${response}\0${mutual}`;
}

function drawValue(dice: Dice, key: string): string {
  // A session that is kept for ten minutes by right cannot be told from one that is kept by mistake.
  if (/^DefaultTime2/.test(key)) return dice.of(times);
  if (dice.chance(0.8)) return dice.of(values);
  const length = lengthOf(dice, 10_000);
  switch (dice.below(4)) {
    case 0:
      return dice.of(['a', '9', '0', '~', ',', '\u00e9', '\ufffd']).repeat(length);
    case 1:
      return `0x${Buffer.from(dice.bytes(length & 0x7ff)).toString('hex')}`;
    case 2:
      return `0b${Buffer.from(dice.bytes(length & 0x7ff)).toString('base64')}`;
    default:
      return String(dice.next());
  }
}

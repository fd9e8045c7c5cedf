/**
 * How a rule has fared, in words: for one that did not fire, which condition failed most often, and what came nearest to it. What to look at when a
 * scenario did nothing.
 */
import { opcodeName } from '../wire/opcode.ts';
import type { Miss, RuleRecord } from './armed-rule.ts';
import type { Occurrence, Seam } from './occurrence.ts';

/** Sentences, the most important first. */
export function fared({ rule, considered, firings, spent, misses, nearest }: RuleRecord): readonly string[] {
  const [one, several] = nouns[rule.seam];
  if (considered === 0) return [`It has not fired: no ${one} has come by since it was added.`];
  const passed = considered === 1 ? `1 ${one} has come by` : `${considered} ${several} have come by`;
  if (spent) return [`It has fired ${times(firings)}: ${passed} until then. It fires no more.`];
  if (firings > 0) return [`It has fired ${times(firings)}: ${passed}.`];
  const counted = misses.map(({ condition, count }, at) => `${wordOf(condition)}${at === 0 ? ' did not hold' : ''} ${times(count)}`);
  return [
    `It has not fired: ${passed}.`,
    `${counted.join(', ')}.`,
    ...(nearest === undefined
      ? []
      : [`Nearest came ${inWords(nearest.occurrence)}: all held but ${nearest.missing.map(wordOf).join(' and ')}.`]),
  ];
}

const nouns: Readonly<Record<Seam, readonly [one: string, several: string]>> = {
  connection: ['connection', 'connections'],
  pdu: ['PDU', 'PDUs'],
  command: ['SCSI command', 'SCSI commands'],
  volume: ['access to a cartridge', 'accesses to cartridges'],
  store: ["access to a cartridge's files", "accesses to cartridges' files"],
  robot: ['movement of a robot', 'movements of robots'],
};

const times = (count: number): string => ['never', 'once', 'twice'][count] ?? `${count} times`;

/** As it is written in a rule. */
const wordOf = (miss: Miss): string => (miss === 'failed' ? "'evenIfFailed: false'" : `'${miss}'`);

/** What it was, as far as it is known: `WRITE(6) on dds0 at block 998`. */
export function inWords({
  seam,
  pdu,
  command,
  device,
  target,
  initiator,
  operation,
  movement,
  blocks,
  from,
  to,
  barcode,
}: Occurrence): string {
  return [
    pdu === undefined ? (command ?? movement ?? operation ?? `a ${nouns[seam][0]}`) : opcodeName(pdu),
    pdu !== undefined && command !== undefined && `of ${command}`,
    barcode !== undefined && `of ${barcode}`,
    from !== undefined && `out of ${from}`,
    to !== undefined && `into ${to}`,
    device !== undefined ? `on ${device}` : target !== undefined && `at ${target}`,
    blocks !== undefined && `at block ${blocks.first}`,
    initiator !== undefined && `by ${initiator}`,
  ]
    .filter((part) => part !== false)
    .join(' ');
}

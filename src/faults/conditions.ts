/**
 * What a rule's `match` may ask for, as a table: each condition's schema, the seams at which it can be known, and its test. The rule's schema, the
 * check for contradictions, the near-miss report and the docs are made from it.
 */
import * as z from 'zod';
import { complain, oneOrMore } from '../config/value.ts';
import { didYouMean } from '../foundation/did-you-mean.ts';
import { namePattern } from '../foundation/name-pattern.ts';
import { Opcode } from '../wire/opcode.ts';
import { type Occurrence, positions, type Seam, seams, storeOperations, volumeOperations } from './occurrence.ts';
import { commandsNamed, type Vocabulary } from './vocabulary.ts';
import { type NumberRange, numberRange, oneOf, size } from './words.ts';

interface ConditionRow<Value> {
  /** For the docs. */
  readonly summary: string;
  /** Where it can be known. */
  readonly seams: readonly Seam[];
  readonly schema: (vocabulary: Vocabulary) => z.ZodType<Value>;
  readonly holds: (occurrence: Occurrence, value: Value) => boolean;
}

const condition = <Value>(row: ConditionRow<Value>) => row;

/** Text that `*` in a pattern stands for anything in. */
const matches = (patterns: readonly string[], text: string | undefined): boolean =>
  text !== undefined && patterns.some((pattern) => namePattern(pattern).test(text));

const names = () => oneOrMore(z.string().min(1));
const within = ({ first, last }: NumberRange, number: number | undefined): boolean =>
  number !== undefined && number >= first && number <= last;

/** The PDUs by RFC 7143's names in kebab-case; R2T is what everybody calls it. */
export const pduNames: Readonly<Record<string, Opcode>> = {
  ...Object.fromEntries(
    Object.entries(Opcode).map(([name, opcode]) => [name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), opcode]),
  ),
  r2t: Opcode.readyToTransfer,
};

const whereTheDriveIs: readonly Seam[] = ['command', 'pdu', 'volume'];

export const conditions = {
  address: condition({
    summary: "the address that the initiator's connection comes from; `*` stands for anything",
    seams: ['connection', 'pdu'],
    schema: names,
    holds: ({ address }, wanted) => matches(wanted, address),
  }),
  target: condition({
    summary: 'the name of the iSCSI target; `*` stands for anything',
    seams: ['pdu', 'command', 'volume', 'store', 'robot'],
    schema: names,
    holds: ({ target }, wanted) => matches(wanted, target),
  }),
  lun: condition({
    summary: 'the logical unit number',
    seams: ['pdu', 'command'],
    schema: () => numberRange,
    holds: ({ lun }, wanted) => within(wanted, lun),
  }),
  device: condition({
    summary: "the drive's or the library's name in the configuration; `*` stands for anything",
    seams: ['pdu', 'command', 'volume', 'store', 'robot'],
    schema: names,
    holds: ({ device }, wanted) => matches(wanted, device),
  }),
  initiator: condition({
    summary: "the initiator's name; `*` stands for anything",
    seams: ['pdu', 'command'],
    schema: names,
    holds: ({ initiator }, wanted) => matches(wanted, initiator),
  }),
  session: condition({
    summary: "the session's number (TSIH), as `session list` tells it",
    seams: ['pdu', 'command'],
    schema: () => numberRange,
    holds: ({ session }, wanted) => within(wanted, session),
  }),
  pdu: condition({
    summary: `the kind of PDU: ${Object.keys(pduNames).join(', ')}`,
    seams: ['pdu'],
    schema: () => oneOrMore(oneOf(Object.keys(pduNames), 'kind of PDU').transform((name) => pduNames[name]!)),
    holds: ({ pdu }, wanted) => pdu !== undefined && wanted.includes(pdu),
  }),
  status: condition({
    summary: 'whether the PDU bears a status: a SCSI Response, the last Data-In of a command that ends well, any other answer',
    seams: ['pdu'],
    schema: () => z.boolean(),
    holds: ({ status = false }, wanted) => status === wanted,
  }),
  command: condition({
    summary: "the SCSI command by T10's name, or one of the groups `read`, `write`, `move` and `any`; of a PDU: the command it belongs to",
    seams: ['command', 'pdu'],
    schema: (vocabulary) => oneOrMore(commandWord(vocabulary)).transform((lists) => lists.flat()),
    holds: ({ command }, wanted) => command !== undefined && wanted.includes(command),
  }),
  operation: condition({
    summary: `what is done to the cartridge (${volumeOperations.join(', ')}) or to its files (${storeOperations.join(', ')})`,
    seams: ['volume', 'store'],
    schema: () => oneOrMore(oneOf([...new Set([...volumeOperations, ...storeOperations])], 'operation')),
    holds: ({ operation }, wanted) => operation !== undefined && wanted.includes(operation),
  }),
  file: condition({
    summary: 'the file of the cartridge: `partition-0.tap`, `partition-0.idx`, `cartridge.json.new`; `*` stands for anything',
    seams: ['store'],
    schema: names,
    holds: ({ file }, wanted) => matches(wanted, file),
  }),
  barcode: condition({
    summary: 'the cartridge; `*` stands for anything',
    seams: ['volume', 'store', 'robot'],
    schema: names,
    holds: ({ barcode }, wanted) => matches(wanted, barcode),
  }),
  block: condition({
    summary: 'a logical object, or a range of them, that it is about; of a command: where the drive stands',
    seams: ['command', 'volume', 'pdu'],
    schema: () => numberRange,
    holds: (occurrence, { first, last }) => {
      const { blocks } = occurrence;
      if (blocks !== undefined) return blocks.first <= last && blocks.first + Math.max(blocks.count, 1) - 1 >= first;
      return within({ first, last }, occurrence.whereabouts?.()?.block);
    },
  }),
  bytesWritten: condition({
    summary: 'at least so much has been written to the cartridge since it was loaded',
    seams: whereTheDriveIs,
    schema: () => size,
    holds: (occurrence, least) => (occurrence.whereabouts?.()?.bytesWritten ?? -1) >= least,
  }),
  filemarks: condition({
    summary: 'so many filemarks stand before the position',
    seams: whereTheDriveIs,
    schema: () => numberRange,
    holds: (occurrence, wanted) => within(wanted, occurrence.whereabouts?.()?.filemarks),
  }),
  position: condition({
    summary: `where on the tape the drive stands: ${positions.join(', ')}`,
    seams: whereTheDriveIs,
    schema: () => oneOrMore(oneOf(positions, 'position')),
    holds: (occurrence, wanted) => occurrence.whereabouts?.()?.positions.some((position) => wanted.includes(position)) === true,
  }),
  movement: condition({
    summary: 'what the robot does: carry, position, scan',
    seams: ['robot'],
    schema: () => oneOrMore(oneOf(['carry', 'position', 'scan'] as const, 'movement')),
    holds: ({ movement }, wanted) => movement !== undefined && wanted.includes(movement),
  }),
  from: condition({
    summary: 'where the robot takes a cartridge from: `slot 3`, `mailslot 1`, `drive 1`; `*` stands for anything',
    seams: ['robot'],
    schema: names,
    holds: ({ from }, wanted) => matches(wanted, from),
  }),
  to: condition({
    summary: 'where it brings it',
    seams: ['robot'],
    schema: names,
    holds: ({ to }, wanted) => matches(wanted, to),
  }),
} as const;

export type ConditionName = keyof typeof conditions;
export const conditionNames = Object.keys(conditions) as ConditionName[];

/** Besides those of the table: the state that the rules are in, and the how-manieth occurrence for which all the rest holds. */
export const matchSchema = (vocabulary: Vocabulary) =>
  z.strictObject({
    ...(Object.fromEntries(
      conditionNames.map((name) => [name, conditions[name].schema(vocabulary).optional().describe(conditions[name].summary)]),
    ) as { [Name in ConditionName]: z.ZodOptional<z.ZodType<unknown>> }),
    state: oneOrMore(z.string().min(1)).optional().describe('the state that the rules are in'),
    nth: numberRange
      .optional()
      .describe(
        'the how-manieth for which all the rest holds, counted from 1; each PDU of a command counts, where it is PDUs that pass, unless `pdu` says which',
      ),
  });

export type Match = z.output<ReturnType<typeof matchSchema>>;

/** The seams at which all these conditions can be known. */
export const seamsKnowing = (match: Match): readonly Seam[] =>
  seams.filter((seam) => conditionNames.every((name) => match[name] === undefined || conditions[name].seams.includes(seam)));

/** The conditions that do not hold. */
export const failing = (match: Match, occurrence: Occurrence): ConditionName[] =>
  conditionNames.filter((name) => {
    const row = conditions[name] as ConditionRow<unknown>;
    return match[name] !== undefined && !row.holds(occurrence, match[name]);
  });

const commandWord = (vocabulary: Vocabulary) =>
  z.string().transform((word, context): readonly string[] => {
    const meant = commandsNamed(word, vocabulary);
    if (meant !== undefined) return meant;
    const known = [...Object.keys(vocabulary.groups), 'any', ...vocabulary.commands];
    complain(context, {
      message: `'${word}' is no SCSI command`,
      hint: didYouMean(word, known) ?? "write it as T10 does, like 'WRITE(6)'.",
    });
    return z.NEVER;
  });

/**
 * READ(6) and READ(16) (SSC-4 §6.4, §5.3), READ REVERSE(6) and (16) (§6.5, §5.4): the next block (FIXED=0, TRANSFER LENGTH in bytes) or blocks
 * (FIXED=1, in blocks of the mode parameters' length), towards end of data or towards the beginning.
 *
 *     READ(6)           0 08h │ 1 – SILI (bit 1) FIXED (bit 0) │ 2–4 TRANSFER LENGTH │ 5 CONTROL
 *     READ REVERSE(6)   0 0Fh │ 1 BYTORD (bit 2) SILI FIXED │ 2–4 TRANSFER LENGTH │ 5 CONTROL
 *     READ(16)          0 88h │ 1 as above │ 3 PARTITION │ 4–11 LOGICAL OBJECT IDENTIFIER │ 12–14 TRANSFER LENGTH │ 15 CONTROL
 *     READ REVERSE(16)  0 81h │ the same with BYTORD
 *
 * Reading backwards gives the blocks last one first; BYTORD=1 leaves the bytes of each as they are, BYTORD=0 turns them round as well.
 */
import { flag, layout, uint } from '../../foundation/layout.ts';
import { type CommandContext, defineCommand } from '../../scsi/command.ts';
import { checkCondition, good, goodWith, type Outcome } from '../../scsi/outcome.ts';
import { invalidFieldInCdb, type Sense } from '../../scsi/sense.ts';
import { type Address, address, enterAddressMode, type Positions, reach } from '../addressing.ts';
import { protectionInformationLength } from '../block-protection.ts';
import { Gathering, ReversedGathering } from '../gathering.ts';
import type { Mechanism } from '../mechanism.ts';
import { type ObjectSource, readObjects, TapeAhead, TapeBehind } from '../reading.ts';

const options = { sili: flag(1, 1), fixed: flag(1, 0) };
const reverseOptions = { ...options, byteOrder: flag(1, 2) };
const short = { transferLength: uint(2, 3) };
const long = { ...address, transferLength: uint(12, 3) };

/** What every command that reads blocks says. */
export interface Transfer {
  readonly sili: boolean;
  readonly fixed: boolean;
  readonly transferLength: number;
  readonly byteOrder?: boolean;
}

/** The field of a reading command that cannot be obeyed. */
export function refuseTransfer(
  { model, settings }: Mechanism,
  cdb: Positions<'sili' | 'fixed' | 'transferLength'>,
  { sili, fixed, transferLength }: Transfer,
  withProtection: boolean,
): Sense | undefined {
  const { blockLength } = settings;
  if (fixed && blockLength === 0) return invalidFieldInCdb(cdb.position('fixed'));
  if (fixed && sili) return invalidFieldInCdb(cdb.position('sili'));
  const longest = model.blockLimits.maximumBytes + (withProtection ? protectionInformationLength : 0);
  const tooLong = fixed ? transferLength * blockLength > model.maximumTransferBytes : transferLength > longest;
  return tooLong ? invalidFieldInCdb(cdb.position('transferLength')) : undefined;
}

/** The blocks from `source`, when everything written before is on the medium. */
export async function transferBlocks(
  drive: Mechanism,
  source: ObjectSource,
  { sili, fixed, transferLength, byteOrder = true }: Transfer,
  context: CommandContext,
  withProtection: boolean,
): Promise<Outcome> {
  if (transferLength === 0) return good;
  const failure = await drive.settle();
  if (failure !== undefined) return checkCondition(failure);
  const blockLength = fixed ? drive.settings.blockLength : transferLength;
  const limitBytes = fixed ? Math.min(transferLength * blockLength, context.dataInLength) : transferLength;
  const sink = byteOrder ? new Gathering(blockLength, limitBytes) : new ReversedGathering(blockLength, limitBytes);
  const count = fixed ? transferLength : 1;
  const sense = await readObjects(drive, { source, sink, nexus: context.nexus, count, fixed, blockLength, sili, withProtection });
  const data = sink.bytes();
  drive.counters.add('bytesToHosts', data.length);
  return sense === undefined ? goodWith(data) : checkCondition(sense, data);
}

/** A READ from where the medium stands. */
function readHere(
  drive: Mechanism,
  cdb: Positions<'sili' | 'fixed' | 'transferLength'>,
  fields: Transfer,
  context: CommandContext,
  source: ObjectSource,
): Outcome | Promise<Outcome> {
  const withProtection = drive.settings.blockProtection.onRead;
  const refused = refuseTransfer(drive, cdb, fields, withProtection) ?? drive.readRefusal() ?? enterAddressMode(drive, 'implicit');
  return refused === undefined ? transferBlocks(drive, source, fields, context, withProtection) : checkCondition(refused);
}

/** A READ from the address it bears. */
async function readThere(
  drive: Mechanism,
  cdb: Positions<'sili' | 'fixed' | 'transferLength'>,
  fields: Transfer & Address,
  context: CommandContext,
  source: ObjectSource,
): Promise<Outcome> {
  const withProtection = drive.settings.blockProtection.onRead;
  const refused = refuseTransfer(drive, cdb, fields, withProtection) ?? drive.readRefusal() ?? (await reach(drive, fields));
  return refused === undefined ? transferBlocks(drive, source, fields, context, withProtection) : checkCondition(refused);
}

const row = { dataDirection: 'in', needsReady: true, reservation: 'reads' } as const;

const ahead6 = layout(6, { ...options, ...short });
export const read6 = defineCommand({
  ...row,
  name: 'READ(6)',
  operationCode: 0x08,
  cdb: ahead6,
  reference: 'SSC-4 §6.4',
  execute: (drive: Mechanism, fields, context) => readHere(drive, ahead6, fields, context, new TapeAhead(drive.head)),
});

const behind6 = layout(6, { ...reverseOptions, ...short });
export const readReverse6 = defineCommand({
  ...row,
  name: 'READ REVERSE(6)',
  operationCode: 0x0f,
  cdb: behind6,
  reference: 'SSC-4 §6.5',
  execute: (drive: Mechanism, fields, context) => readHere(drive, behind6, fields, context, new TapeBehind(drive.head)),
});

const ahead16 = layout(16, { ...options, ...long });
export const read16 = defineCommand({
  ...row,
  name: 'READ(16)',
  operationCode: 0x88,
  cdb: ahead16,
  reference: 'SSC-4 §5.3',
  execute: (drive: Mechanism, fields, context) => readThere(drive, ahead16, fields, context, new TapeAhead(drive.head)),
});

const behind16 = layout(16, { ...reverseOptions, ...long });
export const readReverse16 = defineCommand({
  ...row,
  name: 'READ REVERSE(16)',
  operationCode: 0x81,
  cdb: behind16,
  reference: 'SSC-4 §5.4',
  execute: (drive: Mechanism, fields, context) => readThere(drive, behind16, fields, context, new TapeBehind(drive.head)),
});

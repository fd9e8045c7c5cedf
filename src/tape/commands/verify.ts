/**
 * VERIFY(6) and VERIFY(16) (SSC-4 §6.7, §5.5): reads as READ does and gives nothing to the host; with BYTCMP=1 it compares with what the host sends.
 *
 *     VERIFY(6)    0 13h │ 1 VTE (bit 5) VLBPM (4) VBF (3) IMMED (2) BYTCMP (1) FIXED (0) │ 2–4 VERIFICATION LENGTH │ 5 CONTROL
 *     VERIFY(16)   0 8Fh │ 1 as above │ 3 PARTITION │ 4–11 LOGICAL OBJECT IDENTIFIER │ 12–14 VERIFICATION LENGTH │ 15 CONTROL
 *
 * VBF=1 verifies files, over as many filemarks as the length says; VTE=1 everything to end of data. Neither goes with the other or with BYTCMP, whose
 * data are the host's and come before the command ends: so it does not go with IMMED. VLBPM=1 wants each block recorded as mode page 0Ah/F0h
 * says, with protection information or without. Protection information that a block has is checked in any case.
 */
import { ByteList } from '../../foundation/byte-list.ts';
import { flag, layout, uint } from '../../foundation/layout.ts';
import { giveBackAll } from '../../foundation/slab.ts';
import { additionalSense } from '../../scsi/additional-sense.ts';
import { type CommandContext, defineCommand } from '../../scsi/command.ts';
import { checkCondition, good, type Outcome } from '../../scsi/outcome.ts';
import { invalidFieldInCdb, type Sense, SenseKey } from '../../scsi/sense.ts';
import { type Address, address, enterAddressMode, type Positions, reach } from '../addressing.ts';
import type { Head } from '../head.ts';
import type { Mechanism } from '../mechanism.ts';
import type { ObjectsAhead } from '../read-ahead.ts';
import { type BlockSink, type Reading, readObjects, TapeAhead } from '../reading.ts';

const options = {
  verifyToEndOfData: flag(1, 5),
  verifyLogicalBlockProtectionMethod: flag(1, 4),
  verifyByFilemarks: flag(1, 3),
  immediate: flag(1, 2),
  byteCompare: flag(1, 1),
  fixed: flag(1, 0),
};

interface Fields {
  readonly verifyToEndOfData: boolean;
  readonly verifyLogicalBlockProtectionMethod: boolean;
  readonly verifyByFilemarks: boolean;
  readonly immediate: boolean;
  readonly byteCompare: boolean;
  readonly fixed: boolean;
  readonly verificationLength: number;
}

async function verify(
  drive: Mechanism,
  cdb: Positions<keyof Fields>,
  fields: Fields,
  context: CommandContext,
  place?: Address,
): Promise<Outcome> {
  const { settings, model } = drive;
  const { verifyToEndOfData, verifyByFilemarks, byteCompare, fixed, verificationLength } = fields;
  const byBlocks = !verifyToEndOfData && !verifyByFilemarks;
  const refused = refuse(drive, fields, context);
  if (refused !== undefined) return checkCondition(invalidFieldInCdb(cdb.position(refused)));
  const length = fixed ? settings.blockLength : verificationLength;
  const count = fixed ? verificationLength : 1;
  const tooLong = fixed ? count * length > model.maximumTransferBytes : length > model.blockLimits.maximumBytes;
  if (byteCompare && tooLong) return checkCondition(invalidFieldInCdb(cdb.position('verificationLength')));
  const unreached = drive.readRefusal() ?? (place === undefined ? enterAddressMode(drive, 'implicit') : await reach(drive, place));
  if (unreached !== undefined) return checkCondition(unreached);
  if (verificationLength === 0 && !verifyToEndOfData) return good;
  const expected = byteCompare ? await context.receiveDataOut(count * length) : undefined;
  const reading: Reading = {
    source: new TapeUntilAborted(drive.head, context),
    sink: expected === undefined ? unseen : new Comparison(expected, length),
    nexus: context.nexus,
    count,
    fixed,
    blockLength: length,
    sili: false,
    withProtection: byteCompare && settings.blockProtection.onRead,
    ...(fields.verifyLogicalBlockProtectionMethod ? { recordedWithProtection: settings.blockProtection.method !== 'none' } : {}),
  };
  const { immediate } = fields;
  const outcome = await drive.motion({ operation: 'verify', immediate, durationMs: 0 }, context, async () => {
    const files = verifyToEndOfData ? Number.POSITIVE_INFINITY : verificationLength;
    const sense = byBlocks ? await readObjects(drive, reading) : await verifyFiles(drive, reading, files);
    return sense === undefined ? good : checkCondition(sense);
  });
  if (expected !== undefined) giveBackAll(expected.pieces);
  return outcome;
}

/** The field that does not go with the others, or with what the host is about to send. */
function refuse({ settings }: Mechanism, fields: Fields, { dataOutLength }: CommandContext): keyof Fields | undefined {
  const { verifyToEndOfData, verifyByFilemarks, immediate, byteCompare, fixed, verificationLength } = fields;
  if (verifyToEndOfData && verifyByFilemarks) return 'verifyByFilemarks';
  if (byteCompare && (verifyToEndOfData || verifyByFilemarks || immediate)) return 'byteCompare';
  if (fixed && settings.blockLength === 0 && !verifyToEndOfData && !verifyByFilemarks) return 'fixed';
  const comparedBytes = byteCompare ? verificationLength * (fixed ? settings.blockLength : 1) : 0;
  return comparedBytes > dataOutLength ? 'verificationLength' : undefined;
}

/** Everything over so many filemarks; INFORMATION counts those that were not passed, and is 0 where nobody counted. */
async function verifyFiles(drive: Mechanism, reading: Reading, files: number): Promise<Sense | undefined> {
  const anyBlocks: Reading = { ...reading, count: Number.POSITIVE_INFINITY, fixed: true, blockLength: undefined };
  for (let left = files; left > 0; ) {
    const sense = await readObjects(drive, anyBlocks);
    if (sense === undefined) continue;
    if (files === Number.POSITIVE_INFINITY && sense.key === SenseKey.blankCheck) return undefined;
    if (sense.filemark !== true) return { ...sense, information: Number.isFinite(left) ? left : 0 };
    if (sense.additional === additionalSense.filemarkDetected) left--;
  }
  return undefined;
}

/** The tape may be long: a task that is aborted goes no further, and stands where it has come to. */
class TapeUntilAborted extends TapeAhead {
  readonly #context: Pick<CommandContext, 'untilAborted'>;

  constructor(head: Head, context: Pick<CommandContext, 'untilAborted'>) {
    super(head);
    this.#context = context;
  }

  /** @throws TaskAbortedError */
  override async objects(): Promise<ObjectsAhead> {
    await this.#context.untilAborted?.(Promise.resolve());
    return super.objects();
  }
}

const unseen: BlockSink = { take: () => true };

/** What the host sends, block after block. */
class Comparison implements BlockSink {
  readonly #expected: ByteList;
  readonly #blockLength: number;
  #at = 0;

  constructor(expected: ByteList, blockLength: number) {
    this.#expected = expected;
    this.#blockLength = blockLength;
  }

  take(block: Uint8Array, information: Uint8Array | undefined): boolean {
    const expected = this.#expected.slice(this.#at, this.#at + this.#blockLength).toBytes();
    this.#at += this.#blockLength;
    const found = information === undefined ? block : ByteList.of(block, information).toBytes();
    return Buffer.compare(expected.subarray(0, found.length), found.subarray(0, expected.length)) === 0;
  }
}

const row = { dataDirection: 'out', needsReady: true, reservation: 'reads' } as const;

const cdb6 = layout(6, { ...options, verificationLength: uint(2, 3) });

export const verify6 = defineCommand({
  ...row,
  name: 'VERIFY(6)',
  operationCode: 0x13,
  cdb: cdb6,
  reference: 'SSC-4 §6.7',
  execute: (drive: Mechanism, fields, context) => verify(drive, cdb6, fields, context),
});

const cdb16 = layout(16, { ...options, ...address, verificationLength: uint(12, 3) });

export const verify16 = defineCommand({
  ...row,
  name: 'VERIFY(16)',
  operationCode: 0x8f,
  cdb: cdb16,
  reference: 'SSC-4 §5.5',
  execute: (drive: Mechanism, fields, context) => verify(drive, cdb16, fields, context, fields),
});

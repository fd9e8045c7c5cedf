/**
 * WRITE(6) and WRITE(16) (SSC-4 §6.8, §5.6): one block (FIXED=0, TRANSFER LENGTH in bytes) or several (FIXED=1, in blocks of the mode parameters'
 * length).
 *
 *     WRITE(6)    0 0Ah │ 1 FIXED (bit 0) │ 2–4 TRANSFER LENGTH │ 5 CONTROL
 *     WRITE(16)   0 8Ah │ 1 FCS (bit 3) LCS (2) FIXED (0) │ 3 PARTITION │ 4–11 LOGICAL OBJECT IDENTIFIER │ 12–14 TRANSFER LENGTH │ 15 CONTROL
 *
 * Past early warning everything is still taken, and each WRITE says so; at the end of the partition the whole blocks that fit are taken and
 * INFORMATION counts the rest. Data is asked for only when the buffer has room for it, and only as much as the medium has, unless it is compressed:
 * how much room that takes shows when it is here.
 */
import type { RecordRun } from '../../cartridge/volume.ts';
import type { ByteList } from '../../foundation/byte-list.ts';
import { flag, layout, uint } from '../../foundation/layout.ts';
import { giveBackAll } from '../../foundation/slab.ts';
import { type CommandContext, defineCommand } from '../../scsi/command.ts';
import { checkCondition, good, type Outcome } from '../../scsi/outcome.ts';
import { invalidFieldInCdb } from '../../scsi/sense.ts';
import { address, type Positions, type SequencedAddress, sequence } from '../addressing.ts';
import { protectionInformationLength } from '../block-protection.ts';
import { envelop } from '../enveloping.ts';
import type { Mechanism } from '../mechanism.ts';
import { guardCheckFailed } from '../medium-sense.ts';
import { afterWriting, goWhereItWrites, refuseWriting, takeIntoBuffer } from '../writing.ts';

/** Blocks that bear something beside their data are handled one by one: so many may come at once. */
const maximumEnvelopes = 0x2_0000;

interface Fields {
  readonly fixed: boolean;
  readonly transferLength: number;
}

async function write(
  drive: Mechanism,
  cdb: Positions<'fixed' | 'transferLength'>,
  { fixed, transferLength }: Fields,
  context: CommandContext,
  place?: SequencedAddress,
): Promise<Outcome> {
  const { head, model, settings, compression } = drive;
  if (fixed && settings.blockLength === 0) return checkCondition(invalidFieldInCdb(cdb.position('fixed')));
  const withProtection = settings.blockProtection.onWrite;
  const protectionLength = withProtection ? protectionInformationLength : 0;
  const transferredLength = fixed ? settings.blockLength : transferLength;
  const recordLength = transferredLength - protectionLength;
  const wanted = fixed ? transferLength : 1;
  const limit = fixed ? model.maximumTransferBytes : model.blockLimits.maximumBytes + protectionLength;
  // A host that announces less data than the command needs would leave half a block on the medium.
  const tooLong = wanted * transferredLength > Math.min(limit, context.dataOutLength);
  const tooShort = recordLength < model.blockLimits.minimumBytes && transferLength > 0;
  if (tooLong || tooShort) return checkCondition(invalidFieldInCdb(cdb.position('transferLength')));
  const encipher = drive.encryption.forWriting(context.nexus);
  const inEnvelopes = withProtection || encipher !== undefined;
  if (inEnvelopes && wanted > maximumEnvelopes) return checkCondition(invalidFieldInCdb(cdb.position('transferLength')));
  const refusal = () => (transferLength === 0 ? drive.writeProtection() : refuseWriting(drive));
  const refused = await goWhereItWrites(drive, place, refusal);
  if (refused !== undefined) return checkCondition(refused);
  if (transferLength === 0) return good;
  if (encipher !== undefined && typeof encipher !== 'function') return checkCondition(encipher);

  const fitting = Math.min(wanted, Math.floor(head.remainingBytes / recordLength));
  const asked = compression.model === 'none' ? fitting : wanted;
  await head.room(asked * transferredLength);
  const data = asked === 0 || head.failed ? undefined : await context.receiveDataOut(asked * transferredLength);
  const unit = fixed ? 1 : transferredLength;
  let written = 0;
  let guarded = true;
  if (data === undefined) {
    const loss = head.takeFailure();
    if (loss !== undefined) return checkCondition(drive.deferredError(loss));
  } else {
    const taken = inEnvelopes
      ? envelop(data, { recordLength, withProtection, encipher, compression, remainingBytes: head.remainingBytes })
      : { runs: asOneRun(drive, data, recordLength), guarded: true };
    guarded = taken.guarded;
    written = inEnvelopes ? taken.runs.length : (taken.runs[0]?.count ?? 0);
    const failed = written === 0 ? undefined : await takeIntoBuffer(drive, taken.runs, context.nexus, wanted * unit);
    if (failed !== undefined) return failed;
    drive.counters.add('bytesFromHosts', written * transferredLength);
  }
  const through = settings.bufferedMode === 0;
  return afterWriting(drive, {
    wanted,
    written,
    unit,
    through,
    refused: guarded ? undefined : guardCheckFailed((wanted - written) * unit),
  });
}

/** The blocks that fit, which bear nothing but their data; what does not fit is given back. */
function asOneRun({ head, compression }: Mechanism, data: ByteList, recordLength: number): readonly RecordRun[] {
  const footprintLength = compression.footprintLength(data, recordLength);
  const count = Math.min(data.length / recordLength, Math.floor(head.remainingBytes / footprintLength));
  if (count * recordLength < data.length) giveBackAll(data.slice(count * recordLength).pieces);
  if (count === 0) return [];
  return [{ kind: 'block', count, recordLength, data: data.slice(0, count * recordLength), footprintLength }];
}

const cdb6 = layout(6, { fixed: flag(1, 0), transferLength: uint(2, 3) });

export const write6 = defineCommand({
  name: 'WRITE(6)',
  operationCode: 0x0a,
  cdb: cdb6,
  dataDirection: 'out',
  reference: 'SSC-4 §6.8',
  needsReady: true,
  execute: (drive: Mechanism, fields, context) => write(drive, cdb6, fields, context),
});

const cdb16 = layout(16, { ...sequence, fixed: flag(1, 0), ...address, transferLength: uint(12, 3) });

export const write16 = defineCommand({
  name: 'WRITE(16)',
  operationCode: 0x8a,
  cdb: cdb16,
  dataDirection: 'out',
  reference: 'SSC-4 §5.6',
  needsReady: true,
  execute: (drive: Mechanism, fields, context) => write(drive, cdb16, fields, context, fields),
});

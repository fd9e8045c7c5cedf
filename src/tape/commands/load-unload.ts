/**
 * LOAD UNLOAD (SSC-4 §7.3).
 *
 *     0 OPERATION CODE 1Bh │ 1 IMMED (bit 0) │ 4 HOLD (bit 3) EOT (bit 2) RETEN (bit 1) LOAD (bit 0) │ 5 CONTROL
 *
 * LOAD=1 threads the cartridge that waits in the drive; a loaded one goes to its beginning. LOAD=0 ejects it to where only the operator, or
 * another LOAD, gets at it; with HOLD=1 it stays inside. RETEN is for real tape.
 */
import { toBlockNumber } from '../../cartridge/volume.ts';
import { flag, layout } from '../../foundation/layout.ts';
import { additionalSense } from '../../scsi/additional-sense.ts';
import { type CommandContext, defineCommand } from '../../scsi/command.ts';
import { checkCondition, good, type Outcome } from '../../scsi/outcome.ts';
import { illegalRequest, invalidFieldInCdb, notReady } from '../../scsi/sense.ts';
import type { Mechanism } from '../mechanism.ts';
import { TapeAlertFlag } from '../tape-alert.ts';

const cdb = layout(6, {
  immediate: flag(1, 0),
  hold: flag(4, 3),
  endOfTape: flag(4, 2),
  retension: flag(4, 1),
  load: flag(4, 0),
});

export const loadUnload = defineCommand({
  name: 'LOAD UNLOAD',
  operationCode: 0x1b,
  cdb,
  dataDirection: 'none',
  reference: 'SSC-4 §7.3',
  execute: (drive: Mechanism, { immediate, hold, endOfTape, load }, context) => {
    if (load && endOfTape) return checkCondition(invalidFieldInCdb(cdb.position('endOfTape')));
    if (drive.operation !== undefined) return checkCondition(drive.operation.notReady());
    if (drive.cartridgeState === 'absent') return checkCondition(notReady(additionalSense.mediumNotPresent));
    if (!load) return unloadVolume(drive, immediate, hold, context);
    if (drive.cartridgeState === 'loaded') return rewindVolume(drive, immediate, context);
    return loadVolume(drive, immediate, hold, context);
  },
});

function loadVolume(drive: Mechanism, immediate: boolean, hold: boolean, context: CommandContext): Promise<Outcome> {
  // On hold the cartridge is drawn in and goes no further.
  const motion = hold ? ({ operation: 'load', durationMs: 0 } as const) : drive.intake;
  return drive.motion({ ...motion, immediate }, context, async () => {
    const failure = hold ? await drive.unload('held') : await drive.load(context.nexus);
    // A cartridge that cannot be used is no failure of the drive, and yet this command has not done what it was to do.
    const refusal = failure ?? (hold ? undefined : drive.whyNotLoaded());
    return refusal === undefined ? good : checkCondition(refusal);
  });
}

const rewindVolume = (drive: Mechanism, immediate: boolean, context: CommandContext): Promise<Outcome> =>
  drive.motion({ operation: 'load', immediate, durationMs: drive.locateMs(0, 0) }, context, async () => {
    await drive.head.changePartition(0);
    drive.head.moveTo(toBlockNumber(0));
    return good;
  });

async function unloadVolume(drive: Mechanism, immediate: boolean, hold: boolean, context: CommandContext): Promise<Outcome> {
  if (!hold && drive.removalPrevented) {
    drive.alerts.raise(TapeAlertFlag.noRemoval);
    return checkCondition(illegalRequest(additionalSense.mediumRemovalPrevented));
  }
  return drive.motion({ operation: 'unload', immediate, durationMs: drive.unloadMs() }, context, async () => {
    const failure = await drive.unload(hold ? 'held' : 'unloaded');
    return failure === undefined ? good : checkCondition(failure);
  });
}

/**
 * DT Device Status (11h) and Requested Recovery (13h) (SSC-4 §8.2, ADC-3 §6.1): what a library's automation asks a drive for.
 *
 *     11h 0000h 0 PAMR (bit 7) HUI MACC CMPR WRTP CRQST CRQRD DINIT (0)   1 INXTN (7) RAA (5) MPRSNT (4) MSTD (2) MTHRD (1) MOUNTED (0)
 *               2 DT DEVICE ACTIVITY   3 TDDEC (5) EPP (4) ESR (3) RRQST (2) INTFC (1) TAFC (0): very high frequency data
 *         0001h very high frequency polling delay, milliseconds: 2 bytes
 *     13h 0000h recovery procedures, 1 byte each: 00h none requested │ 04h UNLOAD, and the operator takes the volume out
 */
import { bits, flag, layout } from '../../foundation/layout.ts';
import { binaryList, type LogPage, measure } from '../../scsi/log-pages.ts';
import type { Mechanism } from '../mechanism.ts';
import type { OperationName } from '../operation.ts';

const veryHighFrequencyData = layout(4, {
  removalPrevented: flag(0, 7),
  hostInitiatedUnload: flag(0, 6),
  auxiliaryMemoryAccessible: flag(0, 5),
  compressionEnabled: flag(0, 4),
  writeProtected: flag(0, 3),
  cleaningRequested: flag(0, 2),
  cleaningRequired: flag(0, 1),
  initialized: flag(0, 0),
  inTransition: flag(1, 7),
  robotAccessAllowed: flag(1, 5),
  mediumPresent: flag(1, 4),
  mediumSeated: flag(1, 2),
  mediumThreaded: flag(1, 1),
  mounted: flag(1, 0),
  activity: bits(2, 7, 8),
  encryptionParametersPresent: flag(3, 4),
  recoveryRequested: flag(3, 2),
  tapeAlertsChanged: flag(3, 0),
});

/** DT DEVICE ACTIVITY (ADC-3 §6.1). Reading and writing are over as soon as their commands are. */
const activities: Readonly<Record<OperationName, number>> = {
  clean: 0x01,
  load: 0x02,
  unload: 0x03,
  space: 0x04,
  'set-capacity': 0x04,
  verify: 0x05,
  locate: 0x07,
  rewind: 0x08,
  erase: 0x09,
  format: 0x0a,
};
const noActivity = 0x00;

const pollingDelayMs = 100;

type Drive = Pick<
  Mechanism,
  'alerts' | 'cartridgeState' | 'cleaningRequested' | 'loadedHead' | 'operation' | 'removalPrevented' | 'settings' | 'volume'
>;

/** A cartridge that the drive cannot use is to be taken out. */
const recoveryRequested = ({ cartridgeState }: Pick<Drive, 'cartridgeState'>): boolean => cartridgeState === 'refused';

export const deviceStatusPage = (drive: Drive): LogPage => ({
  pageCode: 0x11,
  name: 'DT Device Status',
  reference: 'SSC-4 §8.2',
  parameters: () => {
    const { cartridgeState: state, operation, loadedHead, volume } = drive;
    const inTransition = operation?.name === 'load' || operation?.name === 'unload' || operation?.name === 'clean';
    const data = veryHighFrequencyData.encode({
      removalPrevented: drive.removalPrevented,
      auxiliaryMemoryAccessible: loadedHead !== undefined,
      compressionEnabled: drive.settings.compress,
      writeProtected: volume?.writeProtected ?? false,
      cleaningRequested: drive.cleaningRequested,
      initialized: true,
      inTransition,
      robotAccessAllowed: (state === 'absent' || state === 'unloaded') && !inTransition,
      mediumPresent: state !== 'absent',
      mediumSeated: state === 'loaded' || state === 'held' || state === 'refused',
      mediumThreaded: state === 'loaded' || state === 'held',
      mounted: loadedHead !== undefined && !inTransition,
      activity: operation === undefined ? noActivity : activities[operation.name],
      recoveryRequested: recoveryRequested(drive),
      tapeAlertsChanged: drive.alerts.changed,
    });
    return [binaryList(0x0000, data), { ...measure(0x0001, pollingDelayMs, 2), format: 'binary-list' }];
  },
});

export const requestedRecoveryPage = (drive: Pick<Drive, 'cartridgeState'>): LogPage => ({
  pageCode: 0x13,
  name: 'Requested Recovery',
  reference: 'SSC-4 §8.2',
  parameters: () => [binaryList(0x0000, Uint8Array.of(recoveryRequested(drive) ? 0x04 : 0x00))],
});

/**
 * The command rows that every logical unit has, whatever its device. They are cited by SPC-4 (INCITS 513), the edition that INQUIRY's VERSION
 * 06h claims.
 */
import type { Command } from '../command.ts';
import type { DeviceServer } from '../device-server.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { readBuffer, writeBuffer } from './buffer.ts';
import { inquiry } from './inquiry.ts';
import { logSelect } from './log-select.ts';
import { logSense } from './log-sense.ts';
import { modeSelect6, modeSelect10 } from './mode-select.ts';
import { modeSense6, modeSense10 } from './mode-sense.ts';
import { persistentReserveIn } from './persistent-reserve-in.ts';
import { persistentReserveOut } from './persistent-reserve-out.ts';
import { preventAllowMediumRemoval } from './prevent-allow-medium-removal.ts';
import { release6 } from './release-6.ts';
import { release10 } from './release-10.ts';
import { reportLuns } from './report-luns.ts';
import { reportSupportedOperationCodes } from './report-supported-operation-codes.ts';
import { reportSupportedTaskManagementFunctions } from './report-supported-task-management-functions.ts';
import { reportTargetPortGroups } from './report-target-port-groups.ts';
import { requestSense } from './request-sense.ts';
import { reserve6 } from './reserve-6.ts';
import { reserve10 } from './reserve-10.ts';
import { securityProtocolIn, securityProtocolOut } from './security-protocol.ts';
import { receiveDiagnosticResults, sendDiagnostic } from './send-diagnostic.ts';
import { testUnitReady } from './test-unit-ready.ts';
import { reportTimestamp, setTimestamp } from './timestamp.ts';

type Device = Pick<DeviceServer, 'identity' | 'securityProtocols'>;

/** Every shared row that there is. */
export const everySharedCommand: readonly Command<LogicalUnitView>[] = [
  testUnitReady,
  requestSense,
  inquiry,
  modeSelect6,
  modeSelect10,
  modeSense6,
  modeSense10,
  logSelect,
  logSense,
  reserve6,
  reserve10,
  release6,
  release10,
  ...persistentReserveIn,
  ...persistentReserveOut,
  receiveDiagnosticResults,
  sendDiagnostic,
  writeBuffer,
  readBuffer,
  reportLuns,
  reportTargetPortGroups,
  reportSupportedOperationCodes,
  reportSupportedTaskManagementFunctions,
  reportTimestamp,
  setTimestamp,
  securityProtocolIn,
  securityProtocolOut,
  preventAllowMediumRemoval,
];

/** Those that a device has a use for. */
export const sharedCommands = ({ identity, securityProtocols = [] }: Device): readonly Command<LogicalUnitView>[] =>
  everySharedCommand.filter((row) => {
    if (row === securityProtocolIn || row === securityProtocolOut) return securityProtocols.length > 0;
    return row !== preventAllowMediumRemoval || identity.removableMedium;
  });

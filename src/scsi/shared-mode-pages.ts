/**
 * The mode pages that mean the same whatever the device (SPC-4 §7.5). The logical unit obeys 0Ah and 0Ah/01h wherever a device lists them.
 */
import { bits, flag, layout, uint } from '../foundation/layout.ts';
import { defineModePage, type ModePage } from './mode-pages.ts';

/** 02h. Bus timing has no meaning here, and bursts are negotiated by the transport, so all is zero and nothing can be changed. */
export const disconnectReconnectPage = defineModePage({
  pageCode: 0x02,
  name: 'Disconnect-Reconnect',
  reference: 'SPC-4 §7.5.10',
  layout: layout(16, {
    bufferFullRatio: uint(2),
    bufferEmptyRatio: uint(3),
    busInactivityLimit: uint(4, 2),
    disconnectTimeLimit: uint(6, 2),
    connectTimeLimit: uint(8, 2),
    maximumBurstSize: uint(10, 2),
    enableModifyDataPointers: flag(12, 7),
    fairArbitration: bits(12, 6, 3),
    disconnectImmediate: flag(12, 3),
    dataTransferDisconnectControl: bits(12, 2, 3),
    firstBurstSize: uint(14, 2),
  }),
  defaults: {},
  changeable: [],
});

/**
 * 0Ah. The task set is one for all nexuses (TST=000b), keeps its order (QUEUE ALGORITHM MODIFIER=0h) and is left alone by an error (QERR=00b).
 * D_SENSE chooses descriptor format sense; TAS chooses TASK ABORTED over silence for tasks that another nexus aborts.
 */
export const controlPage = defineModePage({
  pageCode: 0x0a,
  name: 'Control',
  reference: 'SPC-4 §7.5.8',
  layout: layout(12, {
    taskSetType: bits(2, 7, 3),
    taskManagementFunctionsOnly: flag(2, 4),
    descriptorFormatSenseData: flag(2, 2),
    globalLoggingTargetSaveDisable: flag(2, 1),
    reportLogExceptionCondition: flag(2, 0),
    queueAlgorithmModifier: bits(3, 7, 4),
    queueErrorManagement: bits(3, 2, 2),
    reportACheck: flag(4, 6),
    unitAttentionInterlocksControl: bits(4, 5, 2),
    softwareWriteProtect: flag(4, 3),
    applicationTagOwner: flag(5, 7),
    taskAbortedStatus: flag(5, 6),
    autoloadMode: bits(5, 2, 3),
    busyTimeoutPeriod: uint(8, 2),
    extendedSelfTestCompletionTime: uint(10, 2),
  }),
  defaults: { globalLoggingTargetSaveDisable: true },
  changeable: ['descriptorFormatSenseData', 'reportLogExceptionCondition', 'taskAbortedStatus'],
});

/**
 * 0Ah/01h. SCSIP=1: SET TIMESTAMP is served, and what it set stays. TCMOS=1: until then the drive has the time from elsewhere, the clock of the
 * machine it runs on.
 */
export const controlExtensionPage = defineModePage({
  pageCode: 0x0a,
  subpageCode: 0x01,
  name: 'Control Extension',
  reference: 'SPC-4 §7.5.9',
  layout: layout(32, {
    timestampChangeableOutsideStandard: flag(4, 2),
    scsiPrecedence: flag(4, 1),
    implicitAsymmetricAccessEnabled: flag(4, 0),
    initialCommandPriority: bits(5, 3, 4),
    maximumSenseDataLength: uint(6),
  }),
  defaults: { scsiPrecedence: true },
  changeable: ['timestampChangeableOutsideStandard', 'scsiPrecedence'],
});

/** 1Ah. The unit is always active: it has no other power condition, so no timer can be set. */
export const powerConditionPage = defineModePage({
  pageCode: 0x1a,
  name: 'Power Condition',
  reference: 'SPC-4 §7.5.13',
  layout: layout(40, {
    powerManagementOrBackgroundPrecedence: bits(2, 7, 2),
    standbyY: flag(2, 0),
    idleC: flag(3, 3),
    idleB: flag(3, 2),
    idleA: flag(3, 1),
    standbyZ: flag(3, 0),
    idleATimer: uint(4, 4),
    standbyZTimer: uint(8, 4),
    idleBTimer: uint(12, 4),
    idleCTimer: uint(16, 4),
    standbyYTimer: uint(20, 4),
    checkConditionFromIdle: bits(39, 7, 2),
    checkConditionFromStandby: bits(39, 5, 2),
    checkConditionFromStopped: bits(39, 3, 2),
  }),
  defaults: {},
  changeable: [],
});

/** For a device to list among its own: as they are, in a product's form, or not at all. */
export const sharedModePages: readonly ModePage[] = [disconnectReconnectPage, controlPage, controlExtensionPage, powerConditionPage];

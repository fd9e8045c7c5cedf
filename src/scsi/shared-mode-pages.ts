/**
 * The mode pages that every logical unit of this product has, whatever its device (SPC-4 §7.5).
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
  changeable: ['descriptorFormatSenseData', 'taskAbortedStatus'],
});

/** 1Ch. Exceptions are told by log pages only (DEXCPT=1), never by sense of their own. */
export const informationalExceptionsPage = defineModePage({
  pageCode: 0x1c,
  name: 'Informational Exceptions Control',
  reference: 'SPC-4 §7.5.11',
  layout: layout(12, {
    performance: flag(2, 7),
    enableBackgroundFunction: flag(2, 5),
    enableWarning: flag(2, 4),
    disableExceptionControl: flag(2, 3),
    test: flag(2, 2),
    enableBackgroundError: flag(2, 1),
    logErrors: flag(2, 0),
    methodOfReporting: bits(3, 3, 4),
    intervalTimer: uint(4, 4),
    reportCount: uint(8, 4),
  }),
  defaults: { disableExceptionControl: true },
  changeable: [],
});

/**
 * A device's pages and the shared ones; one of a shared page's code replaces it, except the Control page, which the logical unit itself obeys.
 */
export const withSharedModePages = (own: readonly ModePage[]): readonly ModePage[] => [
  controlPage,
  ...own,
  ...[disconnectReconnectPage, informationalExceptionsPage].filter(({ pageCode }) => !own.some((page) => page.pageCode === pageCode)),
];

/**
 * Device Configuration Extension (SSC-4 §8.3.8), a subpage.
 *
 *     0 50h (SPF) │ 1 01h │ 2–3 001Ch │ 4 TARPF (bit 3) TASER (2) TARPC (1) TAPLSD (0)
 *     5 WRITE MODE (7–4): 0 writes over anything, 1 appends │ SHORT ERASE MODE (3–0): 2, an end of data is recorded │ 6–7 PEWS │ 8 VCELBRE (bit 0)
 *
 * PEWS: how many 10⁶ bytes before early warning the programmable one begins.
 */
import { bits, flag, layout, uint } from '../../foundation/layout.ts';
import { defineModePage } from '../../scsi/mode-pages.ts';
import type { Mechanism } from '../mechanism.ts';

const writeModes = { overwrite: 0, appendOnly: 1 } as const;
const recordEndOfData = 2;
const warningUnitBytes = 1e6;

export const deviceConfigurationExtensionPage = ({ model, settings }: Pick<Mechanism, 'model' | 'settings'>) =>
  defineModePage({
    pageCode: 0x10,
    subpageCode: 0x01,
    name: 'Device Configuration Extension',
    reference: 'SSC-4 §8.3.8',
    layout: layout(32, {
      tapeAlertRespectPageFormat: flag(4, 3),
      tapeAlertSelectExceptionReporting: flag(4, 2),
      tapeAlertRespectParameterControl: flag(4, 1),
      tapeAlertPreventLogSenseDeactivation: flag(4, 0),
      writeMode: bits(5, 7, 4),
      shortEraseMode: bits(5, 3, 4),
      programmableEarlyWarningSize: uint(6, 2),
      volumeContainingEncryptedLogicalBlocksRequiresEncryption: flag(8, 0),
    }),
    defaults: { shortEraseMode: recordEndOfData },
    changeable: ['writeMode', ...(model.programmableEarlyWarning ? (['programmableEarlyWarningSize'] as const) : [])],
    refuse: ({ writeMode }) => (writeMode > writeModes.appendOnly ? 'writeMode' : undefined),
    selected: ({ writeMode, programmableEarlyWarningSize }) => {
      settings.appendOnly = writeMode === writeModes.appendOnly;
      settings.programmableEarlyWarningBytes = programmableEarlyWarningSize * warningUnitBytes;
    },
  });

/**
 * TapeAlert (2Eh) and TapeAlert Response (12h) (SSC-4 §8.2). Reading 2Eh clears the flags for the reader, LOG SELECT clears them for everybody; 12h
 * tells the state that they have, and changes nothing.
 *
 *     2Eh 0001h–0040h bit 0: the flag, 1 byte each
 *     12h 0000h 8 bytes: flag 1 is bit 7 of the first, flag 64 bit 0 of the last
 */
import { binaryList, type LogPage } from './log-pages.ts';
import { type TapeAlerts, tapeAlertFlags } from './tape-alert.ts';

export const tapeAlertPage = (alerts: TapeAlerts): LogPage => ({
  pageCode: 0x2e,
  name: 'TapeAlert',
  reference: 'SSC-4 §8.2',
  parameters: (nexus) =>
    Array.from({ length: tapeAlertFlags }, (_, index) => binaryList(index + 1, Uint8Array.of(alerts.isSet(index + 1, nexus) ? 1 : 0))),
  reported: (nexus) => alerts.shown(nexus),
  cleared: () => alerts.lower(...alerts.raised),
});

export const tapeAlertResponsePage = (alerts: TapeAlerts): LogPage => ({
  pageCode: 0x12,
  name: 'TapeAlert Response',
  reference: 'SSC-4 §8.2',
  parameters: () => {
    const flags = new Uint8Array(tapeAlertFlags / 8);
    for (const flag of alerts.raised) flags[(flag - 1) >> 3]! |= 0x80 >> ((flag - 1) & 7);
    return [binaryList(0x0000, flags)];
  },
  reported: () => alerts.told(),
});

/**
 * Control Data Protection (SSC-5 §8.3.9), a subpage: whether logical blocks are transferred with protection information.
 *
 *     0 4Ah (SPF) │ 1 F0h │ 2–3 001Ch │ 4 LOGICAL BLOCK PROTECTION METHOD: 00h none, 02h CRC32C
 *     5 LOGICAL BLOCK PROTECTION INFORMATION LENGTH (bits 5–0) │ 6 LBP_W (bit 7) LBP_R (6) RBDP (5)
 *
 * A method goes with its length, none with none of the other fields.
 */
import { bits, flag, layout, uint } from '../../foundation/layout.ts';
import { defineModePage } from '../../scsi/mode-pages.ts';
import { protectionInformationLength } from '../block-protection.ts';
import type { Mechanism } from '../mechanism.ts';

const noMethod = 0x00;
const crc32cMethod = 0x02;

export const controlDataProtectionPage = (drive: Pick<Mechanism, 'settings'>) =>
  defineModePage({
    pageCode: 0x0a,
    subpageCode: 0xf0,
    name: 'Control Data Protection',
    reference: 'SSC-5 §8.3.9',
    layout: layout(32, {
      logicalBlockProtectionMethod: uint(4),
      logicalBlockProtectionInformationLength: bits(5, 5, 6),
      logicalBlocksProtectedDuringWrite: flag(6, 7),
      logicalBlocksProtectedDuringRead: flag(6, 6),
      recoverBufferedDataProtected: flag(6, 5),
    }),
    defaults: {},
    changeable: [
      'logicalBlockProtectionMethod',
      'logicalBlockProtectionInformationLength',
      'logicalBlocksProtectedDuringWrite',
      'logicalBlocksProtectedDuringRead',
      'recoverBufferedDataProtected',
    ],
    refuse: ({ logicalBlockProtectionMethod: method, logicalBlockProtectionInformationLength: length, ...protectedDuring }) => {
      if (method !== noMethod && method !== crc32cMethod) return 'logicalBlockProtectionMethod';
      if (length !== (method === noMethod ? 0 : protectionInformationLength)) return 'logicalBlockProtectionInformationLength';
      if (method !== noMethod) return undefined;
      if (protectedDuring.logicalBlocksProtectedDuringWrite) return 'logicalBlocksProtectedDuringWrite';
      if (protectedDuring.logicalBlocksProtectedDuringRead) return 'logicalBlocksProtectedDuringRead';
      return protectedDuring.recoverBufferedDataProtected ? 'recoverBufferedDataProtected' : undefined;
    },
    selected: (page) => {
      drive.settings.blockProtection = {
        method: page.logicalBlockProtectionMethod === crc32cMethod ? 'crc32c' : 'none',
        onWrite: page.logicalBlocksProtectedDuringWrite,
        onRead: page.logicalBlocksProtectedDuringRead,
        onRecoverBuffered: page.recoverBufferedDataProtected,
      };
    },
  });

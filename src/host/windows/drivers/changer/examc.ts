/**
 * examc.sys: Exabyte's libraries. Its page 1Fh is asked for with four bytes more, and element descriptors are taken to be 52 bytes long with volume tags
 * and 16 without. The serial number comes from VPD page 80h, save for the EXB-10e.
 */
import { listed, productIdOf } from '../hardware-id.ts';
import { NtStatus } from '../nt-status.ts';
import { hex } from '../request.ts';
import * as commands from './commands.ts';
import type { ChangerMinidriver } from './minidriver.ts';

export const examc: ChangerMinidriver = {
  name: 'examc',
  hardwareIds: listed({ EXABYTE: ['EXB-210', 'EXB-220', 'EXB-440', 'EXB-480', 'EXB-10e'] }),
  errors: [
    { key: 0x2, asc: 0x04, ascq: [0x83, 0x85], status: NtStatus.deviceDoorOpen, retry: false },
    { key: 0x5, asc: 0x80, ascq: [0x03, 0x04], status: NtStatus.magazineNotPresent },
    { key: 0x5, asc: 0x80, ascq: [0x05, 0x06], status: NtStatus.deviceNotConnected, retry: true },
  ],
  personalityOf(unit) {
    const plain = productIdOf(unit).startsWith('EXABYTE_EXB-10e_');
    return {
      initialize: [commands.elementAddresses, commands.inquiry, ...(plain ? [] : [commands.serialNumber(14)])],
      getParameters: [
        commands.elementAddresses,
        commands.transportGeometry,
        { ...commands.deviceCapabilities, cdb: hex('1A 08 1F 00 18 00'), read: 24 },
      ],
      doors: 1,
      barCodeScanner: !plain,
      elementStatus: { descriptorBytes: ({ volumeTags }) => (volumeTags ? 52 : 16) },
      initializeElementStatus: commands.initializeElementStatus(),
      exchanges: false,
    };
  },
};

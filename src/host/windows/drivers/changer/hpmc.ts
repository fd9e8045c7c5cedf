/**
 * hpmc.sys: Hewlett-Packard's libraries of tape and optical disks. Element status is asked for in two steps; the drives of a SCSI-3 library tell who they
 * are, and ten bytes of that, behind vendor and product, are taken for the serial number.
 */
import { listed, productIdOf } from '../hardware-id.ts';
import * as commands from './commands.ts';
import type { ChangerMinidriver } from './minidriver.ts';

/** Optical libraries (which of them is inference). */
const exchanging = /^HP______C(1160A|1160F|1100F|5153F|1718T|1194F)_/;

export const hpmc: ChangerMinidriver = {
  name: 'hpmc',
  hardwareIds: listed({
    HP: [
      'C1160A',
      'C1160F',
      'C1100F',
      'C5153F',
      'C1718T',
      'C1194F',
      'C5151-2000',
      'C5151-4000',
      'C5177-4000',
      'C5177-7000',
      'C5173-4000',
      'C5173-7000',
      'C6280-4000',
      'C6280-7000',
    ],
    PINNACLE: ['ALTA'],
    IDE: ['MULTI'],
  }),
  errors: [],
  personalityOf: (unit) => ({
    initialize: [commands.inquiry, commands.elementAddresses, commands.allow],
    getParameters: [commands.elementAddresses, commands.transportGeometry, commands.deviceCapabilities],
    doors: 1,
    barCodeScanner: false,
    elementStatus: { driveSerial: { from: 24, length: 10 } },
    initializeElementStatus: commands.initializeElementStatus(),
    exchanges: exchanging.test(productIdOf(unit)),
    doorForMailSlots: 'unlocked',
  }),
};

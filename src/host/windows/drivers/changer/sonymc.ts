/** sonymc.sys: Sony's disc libraries. Element descriptors are taken to be 84 bytes long with volume tags and 12 without; a look at all elements may take ten times as long. */
import { listed } from '../hardware-id.ts';
import * as commands from './commands.ts';
import type { ChangerMinidriver } from './minidriver.ts';

export const sonymc: ChangerMinidriver = {
  name: 'sonymc',
  hardwareIds: listed({ SONY: ['CDL1100', 'CDL2100', 'CDL2200', 'CDL5000', 'OSL-2500', 'OSL-6000'] }),
  errors: [],
  personalityOf: () => ({
    initialize: [commands.inquiry, commands.elementAddresses, commands.serialNumber(36), commands.allow],
    getParameters: [commands.elementAddresses, commands.transportGeometry, commands.deviceCapabilities],
    doors: 1,
    barCodeScanner: false,
    elementStatus: { descriptorBytes: ({ volumeTags }) => (volumeTags ? 84 : 12) },
    initializeElementStatus: commands.initializeElementStatus(10 * commands.MOVE_SECONDS),
    exchanges: true,
    doorForMailSlots: 'unlocked',
  }),
};

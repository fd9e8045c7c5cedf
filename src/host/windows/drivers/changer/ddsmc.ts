/**
 * ddsmc.sys: DDS autoloaders of Hewlett-Packard, Sony, DEC, ADIC and Compaq. It wants page 1Dh before anything else, refuses to ask for volume tags, and
 * counts the elements only in GET_PARAMETERS.
 */
import { listed, productIdOf } from '../hardware-id.ts';
import { NtStatus } from '../nt-status.ts';
import * as commands from './commands.ts';
import type { ChangerMinidriver } from './minidriver.ts';

/** Their descriptors end with the source address. */
const shortDescriptors = /^(SONY____|COMPAQ__)TSL-|^DEC_____TLZ|^ADIC____800E_/;
const sony = /^SONY____TSL-/;

export const ddsmc: ChangerMinidriver = {
  name: 'ddsmc',
  hardwareIds: listed({
    SONY: ['TSL-7000', 'TSL-9000', 'TSL-10000', 'TSL-11000'],
    HP: ['C1553A', 'C1557A', 'C5713A'],
    ADIC: ['800E'],
    DEC: ['TLZ1_____(C)_DEC', 'TLZ9_____(C)_DEC'],
    COMPAQ: ['TSL-9000', 'TSL-10000'],
  }),
  errors: [{ key: 0x2, asc: 0x3a, ascq: 0x00, status: NtStatus.magazineNotPresent }],
  personalityOf: (unit) => ({
    initialize: [commands.elementAddresses, commands.inquiry],
    getParameters: [commands.elementAddresses, commands.deviceCapabilities],
    countsElementsLate: true,
    doors: 1,
    barCodeScanner: false,
    elementStatus: { descriptorBytes: () => (shortDescriptors.test(productIdOf(unit)) ? 12 : 16), refusesVolumeTags: true },
    initializeElementStatus: commands.initializeElementStatus(),
    exchanges: false,
    targetIdIsMask: sony.test(productIdOf(unit)),
  }),
};

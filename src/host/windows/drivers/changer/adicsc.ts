/**
 * adicsc.sys: ADIC's Scalar DLT 448. Element status is asked for in two steps; drives are asked who they are until that is refused once, and the whole of
 * the identifier is taken for the serial number.
 */
import { listed } from '../hardware-id.ts';
import { NtStatus } from '../nt-status.ts';
import * as commands from './commands.ts';
import type { ChangerMinidriver } from './minidriver.ts';

export const adicsc: ChangerMinidriver = {
  name: 'adicsc',
  hardwareIds: listed({ ADIC: ['Scalar_DLT_448'] }),
  errors: [
    { key: 0x2, asc: 0x04, ascq: 0x82, status: NtStatus.deviceDoorOpen, retry: false },
    { key: 0x4, asc: 0x40, ascq: 0x01, status: NtStatus.invalidDeviceRequest, retry: false },
  ],
  personalityOf: () => ({
    initialize: [commands.inquiry, commands.elementAddresses],
    getParameters: [commands.elementAddresses, commands.transportGeometry, commands.deviceCapabilities],
    doors: 1,
    barCodeScanner: true,
    elementStatus: { driveSerial: { from: 0 }, mayDoWithoutIdentifiers: true },
    initializeElementStatus: commands.initializeElementStatus(),
    exchanges: false,
    doorForMailSlots: 'locked',
  }),
};

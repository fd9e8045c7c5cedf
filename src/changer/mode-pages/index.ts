/** The mode pages of a medium changer (SMC-3, mode parameters), beside those that every logical unit has; a model has some of them. */
import type { ModePage } from '../../scsi/mode-pages.ts';
import type { Changer } from '../changer.ts';
import { deviceCapabilitiesPage } from './device-capabilities.ts';
import { displayPage } from './display.ts';
import { elementAddressAssignmentPage } from './element-address-assignment.ts';
import { extendedDeviceCapabilitiesPage } from './extended-device-capabilities.ts';
import { transportGeometryPage } from './transport-geometry.ts';

export const changerModePages = (changer: Changer): readonly ModePage[] => [
  elementAddressAssignmentPage(changer.library.layout),
  transportGeometryPage(changer.library.layout, changer.model),
  deviceCapabilitiesPage(changer),
  extendedDeviceCapabilitiesPage(changer),
  ...vendorSpecificModePages.filter(({ pageCode }) => changer.model.modePages?.some((facts) => facts.pageCode === pageCode)),
];

/** What no standard has, for those products only that name them. */
const vendorSpecificModePages: readonly ModePage[] = [displayPage];

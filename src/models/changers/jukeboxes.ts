/**
 * Changers of discs that Windows has drivers for. Here they move tape cartridges between the same four types of elements: what a jukebox driver asks of its
 * changer is the same, whatever lies in the slots.
 */
import type { ChangerModel } from '../../changer/model.ts';
import { exchangeMedium, volumeTagCommands } from './command-sets.ts';
import { called, elements, ofTwelve, publishedFor, scsi2Jukebox, scsi2Library, sourced, unverifiedFor, windowsLists } from './editions.ts';

interface Jukebox {
  readonly name: string;
  readonly title: string;
  readonly inquiry: ChangerModel['inquiry'];
  readonly windowsDriver: NonNullable<ChangerModel['windowsDriver']>;
  readonly layout: ChangerModel['layout'];
}

/** Compact discs have one side. */
const oneSided = (jukebox: Jukebox): ChangerModel => ({
  ...scsi2Jukebox,
  ...jukebox,
  invertsMedia: false,
  sources: sourced({ inquiry: jukebox.windowsDriver.identity === 'published' ? windowsLists : 'approximated' }),
});
const twoSided = (jukebox: Jukebox): ChangerModel => ({ ...oneSided(jukebox), invertsMedia: true });

/** Slots of Elms' and Cygnet's tell no more than that they are full, or what is wrong with them. */
const elms = (jukebox: Jukebox): ChangerModel => {
  const model = oneSided(jukebox);
  return {
    ...model,
    commands: [...model.commands!, 'REZERO UNIT'],
    serialNumberLength: 23,
    elementStatus: { ...model.elementStatus, descriptorBytes: { storage: 6 } },
  };
};

/** Opens its mail slot, at the address that its driver knows, by a command of its own; exchanges discs, and reads labels. */
const sony = (product: string, discs: number, drives: number): ChangerModel => ({
  ...oneSided({
    name: `sony-${product.toLowerCase()}`,
    title: `Sony ${product}`,
    inquiry: called('SONY', product, '1.00'),
    ...publishedFor('Sonymc'),
    layout: elements([0x0000, 1], [0x0010, discs], [0x000a, 1], [0x0001, drives]),
  }),
  commands: [...scsi2Jukebox.commands!, 'REZERO UNIT', exchangeMedium, ...volumeTagCommands, 'ROTATE MAILSLOT, by address'],
  // A serial number of the controller, and one of the mechanics.
  serialNumberLength: 32,
  elementStatus: { ...scsi2Library.elementStatus, alternateVolumeTags: true, descriptorBytes: ofTwelve },
  sources: sourced({ inquiry: windowsLists, commands: windowsLists, modePages: windowsLists }),
});

export const jukeboxes: readonly ChangerModel[] = [
  elms({
    name: 'elms-dvl',
    title: 'Elms DVL',
    inquiry: called('Elms', 'DVL', '1.00'),
    ...publishedFor('Elmsmc'),
    layout: elements([0x0000, 1], [0x0010, 100], [0x0008, 1], [0x0001, 2]),
  }),
  elms({
    name: 'cygnet-id100',
    title: 'Cygnet Infinidisc 100',
    inquiry: called('CYGNET', 'ID100', '1.00'),
    ...publishedFor('Elmsmc'),
    layout: elements([0x0000, 1], [0x0010, 100], [0x0008, 1], [0x0001, 2]),
  }),
  {
    ...oneSided({
      name: 'nsm-mercury-40s',
      title: 'NSM Mercury 40',
      inquiry: called('NSM', 'Mercury-40S', '1.00'),
      ...publishedFor('Nsmmc'),
      layout: elements([0x0000, 1], [0x0010, 150], [0x0008, 1], [0x0001, 4]),
    }),
    commands: [...scsi2Jukebox.commands!, 'REZERO UNIT', exchangeMedium],
    serialNumberLength: 12,
    elementStatus: { ...scsi2Jukebox.elementStatus, descriptorBytes: ofTwelve },
  },
  oneSided({
    name: 'pioneer-drm-1004x',
    title: 'Pioneer DRM-1004X',
    inquiry: called('PIONEER', 'CHANGR DRM-1004X', '1.00'),
    ...publishedFor('Pnrmc'),
    layout: elements([0x0000, 1], [0x0010, 100], [0x0008, 1], [0x0001, 4]),
  }),
  sony('CDL1100', 100, 2),
  sony('CDL2100', 100, 2),
  sony('CDL2200', 200, 2),
  sony('CDL5000', 500, 4),
  { ...sony('OSL-2500', 25, 2), invertsMedia: true },
  { ...sony('OSL-6000', 60, 4), invertsMedia: true },
  twoSided({
    name: 'disc-d75',
    title: 'DISC D75',
    inquiry: called('DISC', 'D75-1', '1.00'),
    ...unverifiedFor('Discmc'),
    layout: elements([0x0000, 1], [0x0010, 75], [0x0008, 1], [0x0001, 4]),
  }),
  oneSided({
    name: 'jvc-mc-1200',
    title: 'JVC MC-1200',
    inquiry: called('JVC', 'CD-CHG MC-1200', '1.02'),
    ...unverifiedFor('Jvcmc'),
    layout: elements([0x0000, 1], [0x0010, 200], [0x0008, 1], [0x0001, 4]),
  }),
  twoSided({
    name: 'plasmon-m500',
    title: 'Plasmon M-Series M500',
    inquiry: called('PLASMON', 'M500', '2.05'),
    ...unverifiedFor('Plasmc'),
    layout: elements([0x0000, 1], [0x0010, 500], [0x000f, 1], [0x0001, 14]),
  }),
];

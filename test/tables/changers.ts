/** The tables of medium changers in docs/models.md: names, elements, what is told of them, and what each serves. */
import { MemoryStore } from '../../src/cartridge/memory-store.ts';
import { MediumChanger } from '../../src/changer/medium-changer.ts';
import type { ChangerFactGroup, ChangerModel } from '../../src/changer/model.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import type { ElementRange } from '../../src/library/element.ts';
import { Inventory } from '../../src/library/inventory.ts';
import { Library } from '../../src/library/library.ts';
import { PlainRobot } from '../../src/library/robot.ts';
import { changerFamilies } from '../../src/models/changers/index.ts';
import { changerCommandTests, commandTests } from './command-tests.ts';
import {
  commandsOf,
  hexadecimal,
  inquiryStrings,
  logPagesOf,
  modePagesOf,
  shared,
  sourcesOf,
  table,
  testIn,
  vitalProductDataOf,
} from './tables.ts';

const models = changerFamilies.flatMap((family) => family.models);

/** A changer in front of an empty library without drives: what it serves does not depend on what is there. */
const store = new MemoryStore();
await store.makeFolder('/home');
const inventory = await Inventory.open(store, '/home/inventory.json');
export const changerOf = (model: ChangerModel): MediumChanger => {
  const layout = { ...model.layout, dataTransfer: { ...model.layout.dataTransfer, count: 0 } };
  const library = new Library({
    name: 'table',
    layout,
    drives: [],
    unloadsDrives: model.unloadsDrives,
    inventory,
    room: {
      label: () => Promise.reject(new Error('there is no cartridge')),
      mount: () => Promise.reject(new Error('there is no cartridge')),
    },
    robot: new PlainRobot(systemClock),
  });
  return new MediumChanger({ model, library, serialNumber: 'TABLE' });
};
const units = new Map(models.map((model) => [model, changerOf(model).logicalUnit]));
const unitOf = (model: ChangerModel) => units.get(model)!;

const rangeOf = ({ first, count }: ElementRange): string => (count === 0 ? '' : `${count} from ${hexadecimal(first, 4)}`);

const driverOf = ({ windowsDriver: driver }: ChangerModel): string => {
  if (driver === undefined) return '';
  return driver.identity === 'published' ? driver.name : `${driver.name} (identity unverified)`;
};

const overviewOf = (family: readonly ChangerModel[]): string =>
  table(
    ['model', 'changer', 'INQUIRY', 'bytes', 'SCSI', 'Windows’ driver'],
    family.map((model) => [
      `\`${model.name}\``,
      model.title,
      inquiryStrings(model),
      String(model.standardInquiry.lengthBytes),
      String(model.version),
      driverOf(model),
    ]),
  );

const elementsOf = (family: readonly ChangerModel[]): string =>
  table(
    ['model', 'transport', 'storage', 'import/export', 'drives', 'descriptors', 'out of drives', 'door open'],
    family.map((model) => [
      `\`${model.name}\``,
      rangeOf(model.layout.mediumTransport),
      rangeOf(model.layout.storage),
      rangeOf(model.layout.importExport),
      rangeOf(model.layout.dataTransfer),
      descriptorsOf(model),
      model.unloadsDrives ? 'unloads' : 'after UNLOAD',
      model.doorOpen === undefined ? '04/18' : code(model.doorOpen),
    ]),
  );

const code = ({ asc, ascq }: { readonly asc: number; readonly ascq: number }): string =>
  [asc, ascq].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('/');

const identifiers = { 'vendor-product-serial': 'DVCID', 'serial-number': 'DVCID (serial number)' } as const;

function descriptorsOf({ elementStatus: facts }: ChangerModel): string {
  const lengths = [...new Set(Object.values(facts.descriptorBytes ?? {}))];
  return [
    lengths.length > 0 && `${lengths.join(' or ')} bytes`,
    facts.volumeTags && (facts.alternateVolumeTags ? 'PVOLTAG, AVOLTAG' : 'PVOLTAG'),
    facts.driveIdentifier !== undefined && identifiers[facts.driveIdentifier],
    facts.currentData && 'CURDATA',
    facts.mediumTypes && 'MEDIUM TYPE',
    facts.unreadableLabel !== undefined && `unreadable ${code(facts.unreadableLabel)}`,
  ]
    .filter((fact) => fact !== false)
    .join(', ');
}

const groups: Readonly<Record<ChangerFactGroup, string>> = {
  inquiry: 'INQUIRY',
  commands: 'commands',
  modePages: 'mode pages',
  elements: 'elements',
  timing: 'timing',
};

const familyOf = ({ name, models: family }: (typeof changerFamilies)[number]): string =>
  `### ${name}: changers\n\n${overviewOf(family)}\n\n${elementsOf(family)}`;

export const changersDocument = (): string => `# Changers

A library's \`model\` in \`tapelab.yaml\` is one of these names. Counts and addresses of elements are those of the product as it is delivered; a
configuration may have others, and has as many drives as it names. In the first tables *SCSI* is VERSION of standard INQUIRY data. Where a list that
came with Windows names a product, its driver stands beside it; *identity unverified* is a driver whose list is not in reach, beside a product of the maker
that it is named after.

In the second tables *descriptors* is what READ ELEMENT STATUS can tell (16 bytes, unless said, and 36 more for each volume tag), *out of drives* whether a
move unloads a cartridge or waits until a host has, *door open* the additional sense code while it is.

${changerFamilies.map(familyOf).join('\n\n')}

## Commands of changers

${shared('command', models, (model) => commandsOf(unitOf(model)), testIn({ ...commandTests, ...changerCommandTests }))}

## Mode pages of changers

With their lengths in bytes, header included.

${shared('page', models, (model) => modePagesOf(unitOf(model)))}

## Log pages of changers

${shared('page', models, (model) => logPagesOf(unitOf(model)))}

## VPD pages of changers

${shared('page', models, (model) => vitalProductDataOf(unitOf(model)))}

## Where the facts about changers come from

${sourcesOf(models, groups)}
`;

/**
 * What `tapelab serve` says when it accepts initiators: what there is, who may come to it unasked, and the lines that make a host see it, ready to
 * be copied (`host-lines.ts`).
 */
import { exposures } from '../config/exposure.ts';
import type { DriveView, LibrarySummary } from '../control/views.ts';
import { formatEndpoint, isLoopback } from '../foundation/endpoint.ts';
import type { ServedLab } from './composition.ts';
import { linuxLines, windowsLines } from './host-lines.ts';

export function banner(lab: ServedLab): string {
  const { server, targets, libraries, drives, portals } = lab.view();
  const described = new Map([
    ...libraries.map((library) => [library.name, describeLibrary(library)] as const),
    ...drives.map((drive) => [drive.name, describeDrive(drive)] as const),
  ]);
  const inventory = targets.flatMap(({ name, luns }) => [
    `  ${name}`,
    ...luns.map(({ lun, library, drive }) => `    LUN ${lun}: ${described.get((library ?? drive)!)}`),
  ]);
  const [first] = Object.keys(lab.configuration.targets);
  const sections = [
    [`tapelab serves ${portals.map(({ listen }) => formatEndpoint(listen)).join(' and ')} from ${server.home}`, ...inventory],
    exposure(lab),
    readable(lab),
    control(lab),
    ...(first === undefined ? [] : [linuxLines(first, lab), windowsLines(first, lab)]),
    ['Stop with Ctrl-C: everything is brought to its file first.'],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function describeDrive({ name, vendor, product, serial, cartridge, loaded }: DriveView): string {
  const content = cartridge === undefined ? 'empty' : `cartridge ${cartridge}${loaded ? '' : ', unloaded'}`;
  return `${name}, ${vendor.trim()} ${product.trim()}, serial ${serial}, ${content}`;
}

function describeLibrary({ name, vendor, product, serial, places: { storage, importExport } }: LibrarySummary): string {
  const cartridges = countOf(storage.full, 'cartridge');
  const mailSlots = importExport.count === 0 ? '' : `, ${countOf(importExport.count, 'mail slot')}`;
  return `${name}, ${vendor.trim()} ${product.trim()}, serial ${serial}, ${cartridges} in ${countOf(storage.count, 'slot')}${mailSlots}`;
}

const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function exposure(lab: ServedLab): string[] {
  const { portals } = lab.view();
  const exposed = exposures(lab.configuration, portals);
  if (exposed.length === 0) return [];
  const outside = portals.filter(({ listen }) => !isLoopback(listen.address)).map(({ listen }) => formatEndpoint(listen));
  return [
    `Warning: ${outside.join(' and ')} can be reached from other machines, and no password is asked of`,
    ...exposed.flatMap(({ target, openTo }) => openTo.map((whom) => `  ${whom}, for ${target}`)),
    'They read and overwrite the cartridges.',
  ];
}

function readable({ readableSecrets: file }: ServedLab): string[] {
  if (file === undefined) return [];
  return [`Warning: ${file} holds secrets, and other users of this machine may read it.`, `'chmod 600 ${file}' shuts them out.`];
}

/** A token is told once; later it is found in its file. */
function control(lab: ServedLab): string[] {
  const url = lab.view().server.control;
  if (url === undefined) return [];
  if (lab.token === undefined) return [`Programs ask at ${url}/openapi.json`];
  const { token, file, isNew } = lab.token;
  return [
    `Warning: ${url} can be reached from other machines. Programs ask there with the token`,
    isNew ? `  ${token}, which is kept in ${file}` : `  that is kept in ${file}`,
  ];
}

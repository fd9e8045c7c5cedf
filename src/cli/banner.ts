/**
 * What `tapelab serve` says when it accepts initiators: what there is, and the lines that make a host see it, ready to be copied.
 */
import { iscsiPort } from '../config/endpoint.ts';
import type { DriveView } from '../control/views.ts';
import { formatEndpoint, isLoopback } from '../foundation/endpoint.ts';
import type { ServedLab } from './composition.ts';

export function banner(lab: ServedLab): string {
  const { server, targets, drives } = lab.view();
  const inventory = targets.flatMap(({ name, luns }) => [
    `  ${name}`,
    ...luns.map(({ lun, drive }) => `    LUN ${lun}: ${describe(drives.find((one) => one.name === drive)!)}`),
  ]);
  const sections = [
    [`tapelab serves ${formatEndpoint(lab.address)} from ${server.home}`, ...inventory],
    ...exposure(lab),
    ...targets.slice(0, 1).map(({ name }) => linux(name, lab)),
    ...targets.slice(0, 1).map(({ name }) => windows(name, lab)),
    ['Stop with Ctrl-C: everything is brought to its file first.'],
  ];
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}

function describe({ name, vendor, product, serial, cartridge, loaded }: DriveView): string {
  const content = cartridge === undefined ? 'empty' : `cartridge ${cartridge}${loaded ? '' : ', unloaded'}`;
  return `${name}, ${vendor.trim()} ${product.trim()}, serial ${serial}, ${content}`;
}

function exposure({ address }: ServedLab): string[][] {
  if (isLoopback(address.address)) return [];
  return [
    [
      `Warning: ${formatEndpoint(address)} can be reached from other machines, and this target asks nobody for a password:`,
      'whoever reaches it reads and overwrites the cartridges.',
    ],
  ];
}

function linux(target: string, { advertised }: ServedLab): string[] {
  const portal = formatEndpoint(advertised);
  return [
    'Linux (open-iscsi, mt-st; as root):',
    `  iscsiadm -m discovery -t sendtargets -p ${portal}`,
    `  iscsiadm -m node -T ${target} -p ${portal} --login`,
    '  mt -f /dev/nst0 status',
    '  tar -b 128 -cf /dev/nst0 /etc          # write a backup',
    '  mt -f /dev/nst0 rewind && tar -b 128 -tf /dev/nst0',
    `  iscsiadm -m node -T ${target} -p ${portal} --logout`,
  ];
}

function windows(target: string, { advertised: { address, port } }: ServedLab): string[] {
  return [
    'Windows (as administrator):',
    port === iscsiPort ? `  iscsicli QAddTargetPortal ${address}` : `  iscsicli AddTargetPortal ${address} ${port}`,
    `  iscsicli QLoginTarget ${target}`,
    '  iscsicli SessionList                   # tells the session id that logging out needs',
    '  iscsicli LogoutTarget SESSION-ID',
  ];
}

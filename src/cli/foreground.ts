/** What verbs that serve have in common: the file that tells scripts where, and the signal to stop. */
import { diskStore } from '../cartridge/disk-store.ts';
import { replaceWhole } from '../cartridge/store.ts';
import { formatEndpoint } from '../foundation/endpoint.ts';
import { UserError } from '../foundation/user-error.ts';
import type { Composition, ServedLab } from './composition.ts';

/** What scripts are told of a lab that accepts initiators. */
export function readyView(lab: ServedLab): object {
  const { server, portals, targets } = lab.view();
  return {
    ...lab.address,
    listen: formatEndpoint(lab.address),
    advertise: formatEndpoint(lab.advertised),
    home: server.home,
    pid: server.pid,
    control: server.control,
    portals,
    targets,
  };
}

/** @throws UserError */
export async function writeReady(lab: ServedLab, file: string | undefined): Promise<void> {
  if (file === undefined) return;
  await replaceWhole(diskStore, file, [Buffer.from(`${JSON.stringify(readyView(lab), undefined, 2)}\n`)]).catch((cause: unknown) => {
    throw new UserError('ready-file-unwritable', `The ready file ${file} cannot be written.`, { cause });
  });
}

export interface StopSignal {
  readonly requested: Promise<void>;
  /** Stops listening. */
  ignore(): void;
}

export function stopSignal({ onStopSignal }: Composition): StopSignal {
  let ignore = (): void => {};
  const requested = new Promise<void>((resolve) => {
    ignore = onStopSignal(resolve);
  });
  return { requested, ignore: () => ignore() };
}

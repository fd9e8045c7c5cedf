/** The machine that figures were measured on, as far as it decides them. */
import { cpus, release, totalmem } from 'node:os';
import { runCommand } from '../test/hosts/command.ts';

export interface Machine {
  readonly processors: string;
  readonly memory: string;
  readonly kernel: string;
  readonly node: string;
  /** The file system that the media lie on. */
  readonly disk: string;
}

export async function thisMachine(folder: string): Promise<Machine> {
  const models = new Set(cpus().map(({ model }) => model.trim()));
  const mounted = await runCommand('findmnt', ['--noheadings', '--output', 'FSTYPE,SOURCE', '--target', folder]).catch(() => undefined);
  const [kind = 'of an unknown kind', device = ''] = mounted?.stdout.trim().split(/\s+/) ?? [];
  return {
    processors: `${cpus().length} × ${[...models].join(', ')}`,
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    kernel: `Linux ${release()}`,
    node: `Node ${process.version}`,
    disk: `${kind} on ${device}`,
  };
}

export const inWords = (machine: Machine): string => Object.values(machine).join(' · ');

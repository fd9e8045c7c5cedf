/** What a backup program on a simulated Windows goes through with a library, of which some go wrong; and what holds of it whatever that is. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { HostEvent } from '../../../src/host/happening.ts';
import type { WrittenSet } from '../../../src/host/restore-set.ts';
import type { Cartridge } from '../../../src/host/third-party-backup/library.ts';
import { ThirdPartyBackup } from '../../../src/host/third-party-backup/third-party-backup.ts';
import type { Computer } from '../../../src/host/windows/computer.ts';
import { Registry } from '../../../src/host/windows/registry.ts';
import { startComputer } from '../../../src/host/windows/start-computer.ts';
import { type WindowsVersionName, windowsVersions } from '../../../src/host/windows/version.ts';
import type { Lab } from '../../../src/lab.ts';
import { expected, file, folder, Received } from '../../unit/host/backup-tree.ts';
import { NameWatch } from './name-watch.ts';
import { ailments, type Moment, moments, type Outage, OutageStage, scenarioOf, troubles } from './outage-stage.ts';

const KiB = 1024;
const tree = [folder(), file(150 * KiB, 'a.doc'), folder('Data'), file(1, 'Data', 'one'), file(90 * KiB + 7, 'Data', 'store.edb')];

const secondsAway = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 50, max: 70 }));
const outage: fc.Arbitrary<Outage> = fc.constantFrom(...(Object.keys(moments) as Moment[])).chain((moment) =>
  fc.record({
    moment: fc.constant(moment),
    nth: fc.integer({ min: 1, max: moments[moment].nth }),
    trouble: fc.constantFrom(...(Object.keys({ ...troubles, ...ailments }) as Outage['trouble'][])),
    lasts: secondsAway,
    after: fc.boolean(),
  }),
);
export const situation = fc.record({
  os: fc.constantFrom(...(Object.keys(windowsVersions) as WindowsVersionName[])),
  persistence: fc.constantFrom(0, 1),
  changerPersistence: fc.constantFrom(0, 1),
  handles: fc.constantFrom('open' as const, 'closed' as const),
  together: fc.boolean(),
  outages: fc.array(outage, { minLength: 1, maxLength: 2 }),
  eveningSeconds: fc.integer({ min: 0, max: 150 }),
});
type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

export const stage = new OutageStage();

/** An evening or two with what goes wrong, and one without. */
export async function play({ os, persistence, changerPersistence, handles, together, outages, eveningSeconds }: Situation): Promise<void> {
  const served = await stage.serve(scenarioOf(outages, together));
  const version = windowsVersions[os];
  const control = 'SYSTEM\\CurrentControlSet\\Control';
  const registry = new Registry();
  registry.set(`${control}\\Tape`, 'Persistence', persistence);
  registry.set(`${control}\\MChgr`, 'Persistence', changerPersistence);
  const names = new NameWatch({
    tape: version.persistentNames && persistence === 1,
    changer: version.persistentNames && changerPersistence === 1,
  });
  const events: HostEvent[] = [];
  const publish = (event: HostEvent): void => {
    events.push(event);
    names.hear(event);
  };
  const catalog: Cartridge[] = [];
  const written: WrittenSet<Cartridge>[] = [];

  const untilShutDown = async (work: (program: ThirdPartyBackup) => Promise<void>): Promise<void> => {
    const { clock, dial } = stage;
    const computer: Computer = await startComputer({ version, registry, portals: [served.lab.address], dial, clock, publish });
    try {
      const win32 = names.watched(computer.win32('Backup program'));
      const program = await ThirdPartyBackup.start({ win32, clock, publish, handles, catalog });
      await work(program);
      program.stop();
    } finally {
      await computer.shutDown();
    }
  };
  const restored = async (program: ThirdPartyBackup, set: WrittenSet<Cartridge>): Promise<readonly string[]> => {
    const received = new Received();
    const { outcome, problems } = await program.restore(set, received.receive);
    if (outcome === 'completed') expect(received.files, 'what a restore that is completed brings').toEqual(expected(tree));
    else expect(problems, 'why it failed').not.toEqual([]);
    return problems;
  };

  try {
    await untilShutDown(async (program) => {
      for (const name of ['Monday', 'Tuesday']) {
        const backup = await program.backUp({ name, entries: tree });
        if (backup.outcome === 'completed') {
          written.push(backup.set);
          await restored(program, backup.set);
        }
        await stage.pause(eveningSeconds);
      }
    });
    await heal(served.lab, outages);
    await untilShutDown(async (program) => {
      for (const set of written) expect(await restored(program, set), 'a restore when nothing is wrong').toEqual([]);
      const backup = await program.backUp({ name: 'Wednesday', entries: tree });
      expect(backup.outcome, 'a backup when nothing is wrong').toBe('completed');
    });
    expect(names.complaints).toEqual([]);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${message}\n${events.map((event) => JSON.stringify(event)).join('\n')}`, { cause: error });
  } finally {
    await served.close();
  }
}

/** Nothing is wrong any more. */
async function heal({ faults }: Lab, outages: readonly Outage[]): Promise<void> {
  for (const [index, { trouble }] of outages.entries()) {
    faults.remove(`outage-${index}`);
    if (trouble === 'refused logins') faults.remove(`refused-${index}`);
  }
  await stage.pause(210);
}

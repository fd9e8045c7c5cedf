import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../../src/foundation/clock.ts';
import type { Endpoint } from '../../../../src/foundation/endpoint.ts';
import type { HostEvent } from '../../../../src/host/happening.ts';
import { LoginError } from '../../../../src/host/initiator/login-error.ts';
import type { InstalledDriver } from '../../../../src/host/windows/computer.ts';
import { tapeSys } from '../../../../src/host/windows/drivers/tape/tape-sys.ts';
import { namingKeys } from '../../../../src/host/windows/names.ts';
import { Registry } from '../../../../src/host/windows/registry.ts';
import { RunningComputer, type TargetAccess } from '../../../../src/host/windows/running-computer.ts';
import { type WindowsVersionName, windowsVersions } from '../../../../src/host/windows/version.ts';
import { type TapeHandle, Win32Error } from '../../../../src/host/windows/win32.ts';
import { fakeDriver } from './fake-driver.ts';
import { changer, checkCondition, FakeSession, tape } from './fake-session.ts';

const portal = { address: '127.0.0.1', port: 3260 };

interface Setup {
  readonly version?: WindowsVersionName;
  readonly registry?: Registry;
  readonly drivers?: readonly InstalledDriver[];
  readonly sessions?: readonly FakeSession[];
  readonly portals?: readonly Endpoint[];
  /** Which targets are persistent ones; all that are found unless given. */
  readonly targets?: readonly string[];
  readonly access?: Partial<TargetAccess>;
}

function computerWith(setup: Setup = {}) {
  const {
    version = 'w2k',
    registry = new Registry(),
    sessions = [new FakeSession([changer(0, 'C1'), tape(1, 'T1')])],
    targets,
    access,
  } = setup;
  const drivers = setup.drivers ?? [
    { driver: fakeDriver('tape'), persistentNames: true },
    { driver: fakeDriver('changer'), persistentNames: true },
  ];
  const events: HostEvent[] = [];
  const clock = new ManualClock();
  const computer = new RunningComputer(
    {
      version: windowsVersions[version],
      registry,
      portals: setup.portals ?? [portal],
      ...(targets === undefined ? {} : { targets }),
      dial: () => Promise.reject(new Error('nothing is dialled here')),
      clock,
      publish: (event) => events.push(event),
      drivers,
    },
    {
      discover: async () => sessions.map(({ targetName: name }) => ({ name, addresses: [{ endpoint: portal }] })),
      logIn: async (_, targetName) => sessions.find((session) => session.targetName === targetName)!,
      ...access,
    },
  );
  const names = (): readonly string[] => computer.devices.map(({ name }) => name);
  const told = (event: HostEvent['event']): readonly HostEvent[] => events.filter((one) => one.event === event);
  const logged = (): readonly number[] => events.flatMap((event) => (event.event === 'host.system-log' ? [event.id] : []));
  return { computer, session: sessions[0]!, events, told, logged, clock, names, registry };
}

/** What is begun without being waited for comes to its end. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
};

const open = async (computer: RunningComputer, name: string): Promise<TapeHandle> =>
  (await computer.win32('backup').createFile(name)).handle as TapeHandle;

describe('at the start', () => {
  test('what a target has gets its names, and programs find them', async () => {
    const { computer, names, told } = computerWith();
    await computer.start();
    expect(names()).toEqual(['\\\\.\\Changer0', '\\\\.\\Tape0']);
    const win32 = computer.win32('backup');
    expect(win32.queryDosDevices()).toEqual(['Changer0', 'Tape0']);
    expect(win32.identify('Tape0')).toEqual({
      vendor: 'HP',
      product: 'C1537A',
      serialNumber: 'T1',
      address: { port: 2, bus: 0, target: 0, lun: 1 },
    });
    expect(told('host.device-arrived')).toMatchObject([{ persistent: false }, { persistent: false }]);
  });

  test('targets are numbered in the order in which they are found, and others are left alone', async () => {
    const sessions = [
      new FakeSession([tape(0, 'A')], 'iqn.a'),
      new FakeSession([tape(0, 'B')], 'iqn.b'),
      new FakeSession([tape(0, 'C')], 'iqn.c'),
    ];
    const { computer } = computerWith({ sessions, targets: ['iqn.b', 'iqn.c'] });
    await computer.start();
    const win32 = computer.win32('backup');
    expect(win32.identify('Tape0')).toMatchObject({ serialNumber: 'B', address: { target: 0 } });
    expect(win32.identify('Tape1')).toMatchObject({ serialNumber: 'C', address: { target: 1 } });
    expect(sessions[0]!.requests).toEqual([]);
  });

  test('a target that two portals tell of is one, and is logged in to where it was asked for', async () => {
    const other = { address: '127.0.0.2', port: 3260 };
    const session = new FakeSession([tape(0, 'A')]);
    const logins: Endpoint[] = [];
    const { computer, names } = computerWith({
      portals: [other, portal],
      access: {
        discover: async () => [{ name: session.targetName, addresses: [{ endpoint: portal }, { endpoint: other }] }],
        logIn: async (at) => {
          logins.push(at);
          return session;
        },
      },
    });
    await computer.start();
    expect(logins).toEqual([other]);
    expect(names()).toEqual(['\\\\.\\Tape0']);
  });

  test('a device that no driver names, or that does not start, has no name and takes no number', async () => {
    const drivers = [
      {
        driver: fakeDriver('tape', {
          names: ({ serialNumber }) => serialNumber !== 'A',
          starts: ({ serialNumber }) => serialNumber !== 'B',
        }),
        persistentNames: true,
      },
    ];
    const { computer, names, told } = computerWith({ drivers, sessions: [new FakeSession([tape(0, 'A'), tape(1, 'B'), tape(2, 'C')])] });
    await computer.start();
    expect(names()).toEqual(['\\\\.\\Tape0']);
    expect(computer.win32('backup').identify('Tape0')?.serialNumber).toBe('C');
    expect(told('host.device-unusable')).toMatchObject([{ device: { serialNumber: 'A' } }, { device: { serialNumber: 'B' } }]);
  });

  test('a target that is not there is tried again, and its devices come when it does', async () => {
    let there = false;
    const session = new FakeSession([tape(0, 'A')]);
    const logIn = async () => {
      if (!there) throw new LoginError('refused', 'it is not in service');
      return session;
    };
    const { computer, clock, names, logged } = computerWith({ sessions: [session], access: { logIn } });
    await computer.start();
    clock.advance(5_000);
    await settled();
    expect(names()).toEqual([]);
    expect(logged()).toEqual([10, 10]);
    there = true;
    clock.advance(5_000);
    await settled();
    expect(names()).toEqual(['\\\\.\\Tape0']);
  });
});

describe('when the connection is lost', () => {
  test('for less than requests are held, Plug and Play hears nothing', async () => {
    const { computer, session, names, told, logged, clock } = computerWith();
    await computer.start();
    const asked = session.requests.length;
    session.lose();
    clock.advance(30_000);
    session.recover();
    await settled();
    expect(names()).toEqual(['\\\\.\\Changer0', '\\\\.\\Tape0']);
    expect(told('host.device-removed')).toEqual([]);
    expect(told('host.reconnected')).toMatchObject([{ afterMs: 30_000, held: true }]);
    expect(session.requests).toHaveLength(asked);
    expect(logged()).toEqual([20, 34]);
  });

  test('for longer, devices go, and come back under other names where somebody has a handle', async () => {
    const { computer, session, names, told, clock } = computerWith();
    await computer.start();
    const handle = await open(computer, '\\\\.\\Tape0');
    session.lose();
    clock.advance(60_000);
    session.giveUp();
    expect(names()).toEqual([]);
    expect(computer.win32('backup').queryDosDevices()).toEqual([]);
    expect(await handle.getStatus()).toEqual({ error: Win32Error.deviceDoesNotExist });
    clock.advance(30_000);
    session.recover();
    await settled();
    expect(names()).toEqual(['\\\\.\\Changer0', '\\\\.\\Tape1']);
    expect(told('host.device-removed')).toMatchObject([
      { device: { name: '\\\\.\\Changer0' }, stillOpen: false },
      { device: { name: '\\\\.\\Tape0' }, stillOpen: true },
    ]);
    expect(told('host.target-given-up')).toMatchObject([{ heldMs: 60_000 }]);
    expect(told('host.reconnected')).toMatchObject([{ afterMs: 90_000, held: false }]);
    expect((await computer.win32('backup').createFile('\\\\.\\Tape0')).error).toBe(Win32Error.fileNotFound);
    expect((await computer.win32('backup').createFile('\\\\.\\Tape1')).error).toBe(Win32Error.success);
  });

  test('the numbers come free with the last handle', async () => {
    const { computer, session, names } = computerWith();
    await computer.start();
    const handles = [await open(computer, '\\\\.\\Tape0'), await open(computer, '\\\\.\\tape0')];
    session.lose();
    session.giveUp();
    for (const handle of handles) handle.close();
    session.recover();
    await settled();
    expect(names()).toEqual(['\\\\.\\Changer0', '\\\\.\\Tape0']);
  });

  test.each([
    ['w2k-hotfix', ['tape', 'changer'], true, ['\\\\.\\Changer2147483646', '\\\\.\\Tape2147483646']],
    ['2003-hotfix', ['tape', 'changer'], true, ['\\\\.\\Changer2147483646', '\\\\.\\Tape2147483646']],
    ['w2k-hotfix', ['tape'], true, ['\\\\.\\Changer1', '\\\\.\\Tape2147483646']],
    ['w2k-hotfix', [], true, ['\\\\.\\Changer1', '\\\\.\\Tape1']],
    ['w2k', ['tape', 'changer'], true, ['\\\\.\\Changer1', '\\\\.\\Tape1']],
    ['w2k-hotfix', ['tape', 'changer'], false, ['\\\\.\\Changer2147483646', '\\\\.\\Tape1']],
  ] as const)('%s with Persistence for %j and tape.sys %s: %j', async (version, kinds, tapeSys, expected) => {
    const registry = new Registry();
    for (const kind of kinds) registry.set(namingKeys[kind].control, 'Persistence', 1);
    const drivers = [
      { driver: fakeDriver('tape', { name: tapeSys ? 'tape.sys' : 'third-party' }), persistentNames: tapeSys },
      { driver: fakeDriver('changer'), persistentNames: true },
    ];
    const { computer, session, names } = computerWith({ version, registry, drivers });
    await computer.start();
    for (const name of names()) await open(computer, name);
    session.lose();
    session.giveUp();
    session.recover();
    await settled();
    expect(names()).toEqual(expected);
  });

  test('while devices are being added, those that go at once are none', async () => {
    let start = (): void => {};
    const driver = fakeDriver('tape', { starts: () => new Promise((resolve) => (start = () => resolve(true))) });
    const { computer, session, names, told } = computerWith({
      drivers: [{ driver, persistentNames: true }],
      sessions: [new FakeSession([tape(0, 'A')])],
    });
    const started = computer.start();
    await settled();
    session.lose();
    session.giveUp();
    start();
    await started;
    expect(names()).toEqual([]);
    expect(told('host.device-arrived')).toEqual([]);
    expect(driver.told).toEqual(['started C1537A', 'stopped C1537A']);
    session.recover();
    await settled();
    start();
    await settled();
    expect(names()).toEqual(['\\\\.\\Tape0']);
  });

  test('what is looked for meanwhile is not taken for what is there', async () => {
    const session = new FakeSession([tape(0, 'A'), tape(1, 'B')]);
    const answers = session.execute.bind(session);
    session.execute = (request) => {
      if (request.lun === 1) {
        session.lose();
        session.giveUp();
      }
      return answers(request);
    };
    const { computer, names, told } = computerWith({ sessions: [session] });
    await computer.start();
    expect(names()).toEqual([]);
    expect(told('host.device-arrived')).toEqual([]);
  });

  test('devices of two targets that come back at once are added one after the other', async () => {
    const sessions = [new FakeSession([tape(0, 'A')], 'iqn.a'), new FakeSession([tape(0, 'B')], 'iqn.b')];
    let again = false;
    const driver = fakeDriver('tape', {
      async starts({ serialNumber }) {
        if (!again) return true;
        await settled();
        return serialNumber === 'B';
      },
    });
    const { computer, names } = computerWith({ sessions, drivers: [{ driver, persistentNames: true }] });
    await computer.start();
    expect(names()).toEqual(['\\\\.\\Tape0', '\\\\.\\Tape1']);
    again = true;
    for (const session of sessions) {
      session.lose();
      session.giveUp();
    }
    for (const session of sessions) session.recover();
    await settled();
    await settled();
    await settled();
    expect(names()).toEqual(['\\\\.\\Tape0']);
  });

  test('the target may end the session for good', async () => {
    const { computer, session, names } = computerWith();
    await computer.start();
    session.state = 'ended';
    session.tell((listener) => listener.ended?.('it is over'));
    expect(names()).toEqual([]);
  });
});

describe('the System log', () => {
  test.each([
    ['a wrong digest, before the loss', [22, 20], (session: FakeSession) => session.lose('it was wrong', 'header-digest')],
    ['a loss without a reason of its own', [20], (session: FakeSession) => session.lose()],
    [
      'each attempt that fails',
      [1, 10],
      (session: FakeSession) => {
        session.tell((listener) => listener.attemptFailed?.('nobody is there', 'unreachable'));
        session.tell((listener) => listener.attemptFailed?.('not in service', 'refused'));
      },
    ],
    [
      'a request that was not answered',
      [9],
      (session: FakeSession) => session.tell((listener) => listener.timedOut?.({ lun: 0, cdb: Uint8Array.of(0x08) })),
    ],
    ['a task management request', [39], (session: FakeSession) => session.tell((listener) => listener.managed?.(1, 0))],
    ['one that was not answered', [39, 49], (session: FakeSession) => session.tell((listener) => listener.managed?.(1, undefined))],
    ['a Reject', [29], (session: FakeSession) => session.tell((listener) => listener.rejected?.(4))],
    [
      'the wish for a logout, and no other message',
      [32],
      (session: FakeSession) => {
        session.tell((listener) => listener.asyncMessage?.(1, new Uint8Array()));
        session.tell((listener) => listener.asyncMessage?.(0, new Uint8Array()));
      },
    ],
  ] as const)('%s', async (_, ids, happen) => {
    const { computer, session, logged } = computerWith();
    await computer.start();
    happen(session);
    expect(logged()).toEqual(ids);
  });
});

describe('a rescan', () => {
  test('finds what is new, lets go what is not there any more, and leaves the rest', async () => {
    const { computer, session, names, told } = computerWith();
    await computer.start();
    session.units = [changer(0, 'C1'), tape(2, 'T2')];
    await computer.rescan();
    expect(names()).toEqual(['\\\\.\\Changer0', '\\\\.\\Tape0']);
    expect(computer.win32('backup').identify('\\\\.\\Tape0')).toMatchObject({ serialNumber: 'T2', address: { lun: 2 } });
    expect(told('host.device-removed')).toHaveLength(1);
  });

  test('takes a unit that has become another for a new device', async () => {
    const { computer, session, names } = computerWith();
    await computer.start();
    await open(computer, '\\\\.\\Tape0');
    session.units = [changer(0, 'C1'), tape(1, 'OTHER')];
    await computer.rescan();
    expect(names()).toEqual(['\\\\.\\Changer0', '\\\\.\\Tape1']);
  });

  test('while the connection is lost changes nothing', async () => {
    const { computer, session, names } = computerWith();
    await computer.start();
    session.lose();
    session.units = [];
    await computer.rescan();
    expect(names()).toHaveLength(2);
  });
});

describe('a drive that says that the logical units are others', () => {
  test.each([
    ['w2k', 2],
    ['2003', 2],
    ['2008', 1],
  ] as const)('%s has %i of two drives afterwards', async (version, left) => {
    const session = new FakeSession([tape(1, 'T1'), tape(2, 'T2')]);
    const { computer, names } = computerWith({ version, sessions: [session], drivers: [{ driver: tapeSys, persistentNames: true }] });
    await computer.start();
    const handle = await open(computer, '\\\\.\\Tape0');
    session.units = session.units.slice(0, 1);
    session.answer = () => checkCondition(0x06, 0x3f0e);
    expect((await handle.getStatus()).error).toBe(Win32Error.busReset);
    await settled();
    expect(names()).toHaveLength(left);
    await computer.shutDown();
  });
});

describe('programs', () => {
  test('every call that does not end well is told, with who met it', async () => {
    const { computer, session, told } = computerWith();
    await computer.start();
    const handle = await open(computer, '\\\\.\\Tape0');
    await computer.win32('other').createFile('\\\\.\\Tape7');
    await computer.win32('other').createFile('Tape0');
    await handle.getStatus();
    session.lose();
    session.giveUp();
    await handle.getStatus();
    expect(told('host.win32-error')).toEqual([
      { event: 'host.win32-error', program: 'other', call: 'CreateFile', name: '\\\\.\\Tape7', error: 2 },
      { event: 'host.win32-error', program: 'other', call: 'CreateFile', name: 'Tape0', error: 2 },
      { event: 'host.win32-error', program: 'backup', call: 'GetTapeStatus', name: '\\\\.\\Tape0', error: 55 },
    ]);
  });
});

test('a device that could not be opened is not held', async () => {
  const driver = fakeDriver('changer', { opens: () => false });
  const { computer, session, names } = computerWith({ drivers: [{ driver, persistentNames: true }] });
  await computer.start();
  expect(await computer.win32('backup').createFile('\\\\.\\Changer0')).toEqual({ error: Win32Error.busy });
  session.lose();
  session.giveUp();
  session.recover();
  await settled();
  expect(names()).toEqual(['\\\\.\\Changer0']);
});

describe('shut down', () => {
  test('logs out, and the next start begins with the lowest numbers again', async () => {
    const { computer, session, registry, names, told } = computerWith();
    await computer.start();
    await open(computer, '\\\\.\\Tape0');
    session.lose();
    session.giveUp();
    session.recover();
    await settled();
    await computer.shutDown();
    await computer.shutDown();
    expect(session.ending).toBe('logged-out');
    expect(names()).toEqual([]);
    expect(told('host.shut-down')).toHaveLength(1);
    const next = computerWith({ registry });
    await next.computer.start();
    expect(next.names()).toEqual(['\\\\.\\Changer0', '\\\\.\\Tape0']);
  });

  test('drops a session whose connection is lost, and no longer tries what is not there', async () => {
    const { computer, session, clock } = computerWith();
    await computer.start();
    session.lose();
    await computer.shutDown();
    expect(session.ending).toBe('dropped');
    let tries = 0;
    const absent = computerWith({
      access: {
        discover: async () => {
          tries++;
          throw new LoginError('unreachable', 'nobody is there');
        },
      },
    });
    await absent.computer.start();
    await absent.computer.shutDown();
    absent.clock.advance(60_000);
    expect(tries).toBe(1);
    expect(absent.logged()).toEqual([1]);
    expect(clock.nextDue).toBeUndefined();
  });
});

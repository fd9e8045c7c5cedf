import { expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { type ScsiTask, TaskAbortedError, type TaskOutcome } from '../../../src/scsi/target.ts';
import { TaskSet } from '../../../src/scsi/task-set.ts';
import { alice, bob, task } from './fake-device.ts';

const good: TaskOutcome = { status: 0 };

/** A task set whose tasks, named by their CDB's first byte, end when the test says so. */
function harness(capacity = 10) {
  const log: string[] = [];
  const endings = new Map<number, () => void>();
  const perform = (performed: ScsiTask): Promise<TaskOutcome> =>
    new Promise((resolve) => {
      const name = performed.cdb[0]!;
      log.push(`begin ${name}`);
      endings.set(name, () => {
        log.push(`end ${name}`);
        resolve(good);
      });
    });
  const set = new TaskSet({ capacity, perform });
  const enter = (name: number, options: Parameters<typeof task>[1] & { beside?: boolean } = {}) =>
    set.enter(task(name.toString(16).padStart(2, '0'), options), options.beside).then((outcome) => {
      log.push(`${name} ${outcome === 'aborted' ? outcome : outcome.status}`);
    });
  /** Until nothing is left to do that does not wait for the test. */
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const end = async (name: number): Promise<void> => {
    await settle();
    endings.get(name)!();
    await settle();
  };
  return { set, log, enter, end, settle };
}

test('tasks run one at a time in the order they came, whatever their attribute but head of queue', async () => {
  const { log, enter, end } = harness();
  for (const [name, attribute] of [
    [1, 'simple'],
    [2, 'untagged'],
    [3, 'ordered'],
    [4, 'simple'],
  ] as const)
    void enter(name, { attribute });
  for (const name of [1, 2, 3, 4]) await end(name);
  expect(log.filter((line) => line.startsWith('begin') || line.startsWith('end'))).toEqual(
    [1, 2, 3, 4].flatMap((name) => [`begin ${name}`, `end ${name}`]),
  );
});

test('one task runs beside the one that the device is at', async () => {
  const { log, enter, end, settle } = harness();
  void enter(1);
  void enter(2);
  void enter(3, { beside: true });
  void enter(4, { beside: true });
  await settle();
  expect(log).toEqual(['begin 1', 'begin 3']);
  for (const name of [3, 4, 1, 2]) await end(name);
  expect(log.filter((line) => line.startsWith('begin'))).toEqual(['begin 1', 'begin 3', 'begin 4', 'begin 2']);
});

test('an ordered task waits for those on both sides, and holds back both', async () => {
  const { log, enter, end, settle } = harness();
  void enter(1);
  void enter(2, { beside: true });
  void enter(3, { attribute: 'ordered' });
  void enter(4);
  void enter(5, { beside: true });
  await end(1);
  await end(2);
  expect(log.filter((line) => line.startsWith('begin'))).toEqual(['begin 1', 'begin 2', 'begin 3']);
  await end(3);
  await settle();
  expect(log.slice(-2)).toEqual(['begin 4', 'begin 5']);
});

test('an action waits for those on both sides', async () => {
  const { set, log, enter, end } = harness();
  void enter(1);
  void enter(2, { beside: true });
  void set.exclusively(() => void log.push('action'));
  void enter(3, { beside: true });
  await end(1);
  expect(log).not.toContain('action');
  await end(2);
  expect(log.filter((line) => line === 'action' || line === 'begin 3')).toEqual(['action', 'begin 3']);
});

test('a task that runs beside another can have that one aborted', async () => {
  const set: TaskSet = new TaskSet({
    capacity: 10,
    async perform(performed) {
      if (performed.cdb[0] === 1) await performed.receiveDataOut(1);
      else await set.abort((other) => (other === performed ? undefined : 'aborted'));
      return good;
    },
  });
  const hanging = set.enter(task('01', { data: 'withheld' }));
  expect(await set.enter(task('02', { nexus: bob }), true)).toEqual(good);
  expect(await hanging).toBe('aborted');
});

test('a head of queue task goes before those that wait, not before the one that runs', async () => {
  const { log, enter, end } = harness();
  void enter(1);
  void enter(2);
  void enter(3, { attribute: 'head-of-queue' });
  for (const name of [1, 3, 2]) await end(name);
  expect(log.filter((line) => line.startsWith('begin'))).toEqual(['begin 1', 'begin 3', 'begin 2']);
});

test('nothing of a task happens before enter has returned', () => {
  const { log, enter } = harness();
  void enter(1);
  expect(log).toEqual([]);
});

test('a full task set says so and forgets the task', async () => {
  const { log, enter, end, settle } = harness(2);
  void enter(1);
  void enter(2);
  void enter(3);
  await settle();
  expect(log).toEqual(['begin 1', '3 40']);
  await end(1);
  void enter(4);
  await settle();
  expect(log).not.toContain('4 40');
});

test('an abort removes what waits at once, and resolves when what runs is gone', async () => {
  const { set, log, enter, end, settle } = harness();
  for (const name of [1, 2, 3]) void enter(name, { nexus: name === 2 ? bob : alice });
  await settle();
  const abort = set
    .abort(({ nexus }) => (nexus === alice ? 'aborted' : undefined))
    .then((aborted) => {
      log.push(`aborted ${aborted.length}`);
    });
  await settle();
  expect(log).toEqual(['begin 1', '3 aborted']);
  await end(1);
  await abort;
  expect(log).toEqual(['begin 1', '3 aborted', 'end 1', '1 aborted', 'begin 2', 'aborted 2']);
});

test('an aborted task ends as the abort says, whatever its performer makes of it', async () => {
  const { set, log, enter, end, settle } = harness();
  void enter(1);
  await settle();
  void set.abort(() => ({ status: 0x40 }));
  await end(1);
  expect(log.at(-1)).toBe('1 64');
});

test.each(['receive', 'send'])('a task that waits to %s data is interrupted', async (direction) => {
  const seen: unknown[] = [];
  const set = new TaskSet({
    capacity: 10,
    perform: async (performed) => {
      try {
        if (direction === 'receive') await performed.receiveDataOut(4);
        else await performed.sendDataIn(ByteList.of(new Uint8Array(4)));
      } catch (error) {
        seen.push(error);
        throw error;
      }
      return good;
    },
  });
  const stuck = { ...task('0a', { data: 'withheld' }), sendDataIn: () => new Promise<void>(() => {}) };
  const ended = set.enter(stuck);
  await new Promise((resolve) => setImmediate(resolve));
  expect(await set.abort(() => 'aborted')).toHaveLength(1);
  expect(await ended).toBe('aborted');
  expect(seen).toEqual([expect.any(TaskAbortedError)]);
});

test('an aborted task transfers nothing any more', async () => {
  const { set, settle } = harness();
  let transfers = 0;
  let goOn: () => void = () => {};
  const running = new TaskSet({
    capacity: 10,
    perform: async (performed) => {
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      await performed.receiveDataOut(1).catch(() => {});
      await performed.sendDataIn(ByteList.of(new Uint8Array(1)));
      return good;
    },
  });
  const counted = (): Promise<ByteList> => {
    transfers++;
    return Promise.resolve(ByteList.empty);
  };
  const ended = running.enter({ ...task('0a'), receiveDataOut: counted, sendDataIn: () => void counted() });
  await settle();
  const abort = running.abort(() => 'aborted');
  goOn();
  await abort;
  expect(await ended).toBe('aborted');
  expect(transfers).toBe(0);
  expect(await set.abort(() => 'aborted')).toEqual([]);
});

test('a task whose transport gives it up ends without a status', async () => {
  const set = new TaskSet({ capacity: 10, perform: (performed) => performed.receiveDataOut(1).then(() => good) });
  const given = { ...task('0a'), receiveDataOut: () => Promise.reject(new TaskAbortedError()) };
  expect(await set.enter(given)).toBe('aborted');
});

test('an action is alone: after what runs, before what waits, in the order of actions', async () => {
  const { set, log, enter, end } = harness();
  void enter(1);
  void enter(2);
  const actions = [1, 2].map((number) =>
    set.exclusively(async () => {
      log.push(`begin action ${number}`);
      await Promise.resolve();
      log.push(`end action ${number}`);
    }),
  );
  void enter(3, { attribute: 'head-of-queue' });
  await end(1);
  await Promise.all(actions);
  await end(3);
  expect(log).toEqual([
    'begin 1',
    'end 1',
    '1 0',
    'begin action 1',
    'end action 1',
    'begin action 2',
    'end action 2',
    'begin 3',
    'end 3',
    '3 0',
    'begin 2',
  ]);
});

test('an action that fails tells its caller and stops nobody else', async () => {
  const { set, log, enter, end } = harness();
  await expect(
    set.exclusively(() => {
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  void enter(1);
  await end(1);
  expect(log).toContain('1 0');
});

/** INITIALIZE ELEMENT STATUS in its three forms. */
import { describe, expect, it } from 'vitest';
import { changerWithLibrary, ending, uint16 } from '../host.ts';

const ranged = (operationCode: number, flags: number, start: number, count: number, control = 0): number[] => [
  operationCode,
  flags,
  ...uint16(start),
  0,
  0,
  ...uint16(count),
  0,
  control,
];

describe('INITIALIZE ELEMENT STATUS', () => {
  it('looks at every element, in the order of their addresses', async () => {
    const { host, robot } = await changerWithLibrary();
    expect(ending(await host.execute([0x07, 0, 0, 0, 0, 0]))).toBe('good');
    expect(robot.journeys).toEqual(['looks at 31: arm 1 to slot 24']);
  });

  it('tells how the robot failed', async () => {
    const { host, robot } = await changerWithLibrary();
    robot.failure = { why: 'mechanical-positioning', message: 'the arm is stuck' };
    expect(ending(await host.execute([0x07, 0, 0, 0, 0, 0]))).toBe('4 15/01');
  });

  it('goes on when its task is aborted', async () => {
    const { host, other, robot, changer } = await changerWithLibrary();
    let go = (): void => {};
    robot.until = new Promise((resolve) => {
      go = resolve;
    });
    const looking = host.execute([0x07, 0, 0, 0, 0, 0]).catch((error: Error) => error.message);
    await new Promise((resolve) => setImmediate(resolve));
    await changer.logicalUnit.abortTaskSet(host.nexus);
    expect(await looking).toBe('the task was aborted');
    go();
    expect(ending(await other.execute([0x07, 0, 0, 0, 0, 0]))).toBe('good');
    expect(robot.journeys.length).toBe(2);
  });
});

describe.each([
  ['37h', 0x37],
  ['E7h', 0xe7],
])('INITIALIZE ELEMENT STATUS WITH RANGE, %s', (_, code) => {
  it.each([
    ['no range, whatever the addresses say', 0, 0xffff, 1, '31: arm 1 to slot 24'],
    ['a range', 1, 0x1002, 3, '3: slot 3 to slot 5'],
    ['a range over types', 1, 0x13, 3, '3: mailslot 4 to drive 2'],
    ['one that is longer than what there is', 1, 0x1010, 0xffff, '8: slot 17 to slot 24'],
    ['one without an end', 1, 0x1010, 0, '8: slot 17 to slot 24'],
  ])('looks at %s', async (_what, flags, start, count, looked) => {
    const { host, robot } = await changerWithLibrary();
    expect(ending(await host.execute(ranged(code, flags, start, count)))).toBe('good');
    expect(robot.journeys).toEqual([`looks at ${looked}`]);
  });

  it('begins with an element that there is', async () => {
    const { host, robot } = await changerWithLibrary();
    expect(ending(await host.execute(ranged(code, 1, 0x14, 3)))).toBe('5 21/01 cdb 2.7');
    expect(robot.journeys).toEqual([]);
  });
});

it('FAST is of 37h, NBL of E7h', async () => {
  const { host } = await changerWithLibrary();
  expect(ending(await host.execute(ranged(0x37, 2, 0, 0)))).toBe('good');
  expect(ending(await host.execute(ranged(0xe7, 2, 0, 0)))).toBe('5 24/00 cdb 1.1');
  expect(ending(await host.execute(ranged(0xe7, 0, 0, 0, 0x80)))).toBe('good');
  expect(ending(await host.execute(ranged(0x37, 0, 0, 0, 0x80)))).toBe('5 24/00 cdb 9.7');
});

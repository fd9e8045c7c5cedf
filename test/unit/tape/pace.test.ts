import { expect, it } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { Pace } from '../../../src/tape/pace.ts';
import { instant } from '../../../src/tape/timing.ts';
import { driveWithTape, pattern } from './host.ts';

const timing = { ...instant, bytesPerSecond: 1000, repositionMs: 2000 };

it('takes the time of its bytes, and of bringing the tape up to speed when it has stood still', async () => {
  const clock = new ManualClock();
  const pace = new Pace(timing, clock);
  const passed: string[] = [];
  const pass = (name: string, bytes: number): void => void pace.pass(bytes)?.then(() => passed.push(`${name} at ${clock.now()}`));
  const wait = async (ms: number): Promise<void> => {
    for (let at = 0; at < ms; at += 10) {
      clock.advance(10);
      await Promise.resolve();
    }
  };
  pass('first', 500);
  pass('second', 500);
  await wait(3040);
  pass('in time', 500);
  await wait(1000);
  pass('too late', 500);
  await wait(3000);
  expect(passed).toEqual(['first at 2500', 'second at 3000', 'in time at 3500', 'too late at 6540']);
});

it('takes none where nothing does', () => {
  expect(new Pace(instant, new ManualClock()).pass(1_000_000)).toBeUndefined();
  expect(new Pace(timing, new ManualClock()).pass(0)).toBeUndefined();
});

it('holds a host back when the buffer is full, and what must be on the medium', async () => {
  const clock = new ManualClock();
  const { host, volume } = await driveWithTape({ clock, timing: { ...timing, repositionMs: 0 }, model: { bufferBytes: 1000 } });
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  const ended: string[] = [];
  expect((await host.write(pattern(1000))).status).toBe(0);
  void host.write(pattern(1000)).then(() => ended.push('second block'));
  void host.writeFilemarks(0).then(() => ended.push('synchronised'));
  await settled();
  clock.advance(999);
  await settled();
  expect(ended).toEqual([]);
  clock.advance(1);
  await settled();
  expect(ended).toEqual(['second block']);
  clock.advance(1000);
  await settled();
  expect(ended).toEqual(['second block', 'synchronised']);
  expect(volume.partitions[0]!.endOfData).toBe(2);
});

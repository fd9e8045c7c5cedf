/** What the lab tells of itself afterwards: every task in a line of words, and what else happened, in order. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TraceEntry } from '../../src/trace/entry.ts';
import * as cdb from './cdb.ts';
import { LabUnderTest, shelf } from './lab-under-test.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

/** What has been put down since `work` began. */
async function entriesOf(work: () => Promise<unknown>): Promise<readonly TraceEntry[]> {
  const { last } = lab.trace;
  await work();
  return lab.trace.after(last);
}
const texts = (entries: readonly TraceEntry[]): readonly string[] => entries.map(({ text }) => text);

describe('the trace', () => {
  it('has every task in words: what it asked, what it moved, where the drive stood, and how it ended', async () => {
    const initiator = await lab.attachToBlank({ targetName: shelf });
    const entries = await entriesOf(async () => {
      await initiator.command(cdb.rewind());
      await initiator.command(cdb.write6(16_384), { write: new Uint8Array(16_384) });
      await initiator.command(cdb.write6(10), { write: new Uint8Array(10) });
      await initiator.command(cdb.rewind());
      await initiator.command(cdb.read6(20_000), { read: 20_000 });
      await initiator.command(cdb.testUnitReady(), { lun: 9 });
    });
    expect(texts(entries)).toEqual([
      'REWIND block 0 → GOOD',
      'WRITE(6) 16384 B block 0 → GOOD',
      'WRITE(6) 10 B block 1 → GOOD',
      'REWIND block 2 → GOOD',
      'READ(6) 16384 B block 0 → CHECK CONDITION no sense, ILI, 00/00 no additional sense information, information 3616',
      'TEST UNIT READY → CHECK CONDITION illegal request, 25/00 logical unit not supported',
    ]);
    expect(entries[1]).toMatchObject({
      kind: 'task',
      device: 'small',
      target: shelf,
      lun: 0,
      command: 'WRITE(6)',
      status: 'GOOD',
      durationMs: expect.any(Number),
    });
    expect(entries[1]!.session).toBe(entries[5]!.session);
  });
});

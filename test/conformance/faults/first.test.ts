/** One fault at each seam, as an initiator sees it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from '../cdb.ts';
import { LabUnderTest } from '../lab-under-test.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

describe('a fault', () => {
  it('of a command is told to the host once', async () => {
    const initiator = await lab.attach();
    await lab.faults.during(
      { match: { command: 'REWIND' }, do: { sense: { sense: 'MEDIUM ERROR / MECHANICAL POSITIONING ERROR' } } },
      async () => {
        expect(await initiator.command(cdb.rewind())).toMatchObject({ status: 2, sense: { key: 3, code: 0x1501 } });
        expect(await initiator.command(cdb.rewind())).toMatchObject({ status: 0 });
      },
    );
  });
});

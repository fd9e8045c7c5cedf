/** Mode pages that MODE SELECT with SP=1 saves (SPC-4 §6.11, §7.5): what outlives resets and a loss of power, and what does not. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { blankDrive, startDrives, targetOf } from './drives.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, type LabUnderTest } from './lab-under-test.ts';
import { control, headerLength, nameOf, pageOf, select, split } from './mode-page.ts';

let lab: LabUnderTest;
let initiator: Initiator;
beforeAll(async () => {
  lab = await startDrives({ drive: { cartridge: { barcode: 'SAV001L8', capacityBytes: 64 * 2 ** 20 } } });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

describe('saved values (SPC-4 §6.11, §7.5)', () => {
  /** What can be saved differently without getting in the way: retry counts, REW, PEWS, TAS. */
  async function changed(): Promise<Buffer> {
    const retries = await pageOf(initiator, 0x01);
    retries[3] = 0x21;
    const configuration = await pageOf(initiator, 0x10);
    configuration[8]! ^= 0x01;
    const extension = await pageOf(initiator, 0x10, { subpage: 0x01 });
    extension.writeUInt16BE(0x0003, 6);
    const taskAborted = await pageOf(initiator, 0x0a);
    taskAborted[5]! ^= 0x40;
    return Buffer.concat([retries, taskAborted, configuration, extension]);
  }
  const all = (values: number) => pageOf(initiator, 0x3f, { subpage: 0xff, values });

  it('are the defaults until something is saved, and without SP nothing is: a reset takes back what was selected', async () => {
    initiator = await blankDrive(lab, 'drive');
    const [before, defaults] = [await all(control.current), await all(control.default)];
    expect([...(await all(control.saved))]).toEqual([...defaults]);
    expect(await select(initiator, await changed())).toMatchObject({ status: 0 });
    expect([...(await all(control.saved))]).toEqual([...defaults]);
    expect(await initiator.manage(5)).toBe(0);
    await acknowledgeAttentions(initiator);
    expect([...(await all(control.current))]).toEqual([...before]);
  });

  it('come back after a reset and after a loss of power; defaults stay what they are', async () => {
    initiator = await blankDrive(lab, 'drive');
    const defaults = await all(control.default);
    const original = await all(control.current);
    expect(await select(initiator, await changed(), { save: true })).toMatchObject({ status: 0 });
    const [current, saved] = [await all(control.current), await all(control.saved)];
    const one = await pageOf(initiator, 0x01, { values: control.saved });
    expect(one[3]).toBe(0x21);
    expect((await pageOf(initiator, 0x10, { subpage: 0x01, values: control.saved })).readUInt16BE(6)).toBe(3);
    expect([...(await all(control.default))]).toEqual([...defaults]);

    const unsaved = await pageOf(initiator, 0x01);
    unsaved[3] = 0x42;
    expect(await select(initiator, unsaved)).toMatchObject({ status: 0 });
    expect(await initiator.manage(5)).toBe(0);
    await acknowledgeAttentions(initiator);
    expect([...(await all(control.current))]).toEqual([...current]);

    await lab.restart();
    initiator = await lab.attach({ targetName: targetOf('drive') });
    expect([...(await all(control.current))]).toEqual([...current]);
    expect([...(await all(control.saved))]).toEqual([...saved]);
    expect([...(await all(control.default))]).toEqual([...defaults]);
    expect(await select(initiator, original, { save: true })).toMatchObject({ status: 0 });
  });

  it('PS is set in the pages that are saved, and in no others', async () => {
    initiator = await blankDrive(lab, 'drive');
    for (const page of split(await all(control.changeable))) {
      const anything = page.subarray(headerLength(page)).some((byte) => byte !== 0);
      // A division of the medium is kept on the medium.
      expect((page[0]! & 0x80) !== 0, nameOf(page)).toBe(anything && nameOf(page) !== '11');
    }
  });
});

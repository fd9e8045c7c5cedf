/** Changer calls of the host's side against a changer of every kind of a lab's, over TCP: a cartridge goes round, and every element is told. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/foundation/clock.ts';
import { ChangerDevice } from '../../../src/host/changer-device.ts';
import { dialTcp } from '../../../src/host/dial.ts';
import { Initiator } from '../../../src/host/initiator/initiator.ts';
import { tapelab } from '../../../src/host/initiator/profiles/tapelab.ts';
import { TapeDevice } from '../../../src/host/tape-device.ts';
import { changerFamilies } from '../../../src/models/changers/index.ts';
import type { LabUnderTest } from '../lab-under-test.ts';
import { startLibraries, targetOf } from '../libraries.ts';

/** Of each family those that report their elements in another way than the others. */
const models = changerFamilies.flatMap(({ models }) => [
  ...new Map(models.map((model) => [JSON.stringify(model.elementStatus), model])).values(),
]);
const nameOf = (index: number): string => `changer${index}`;
const barcodeOf = (index: number): string => `C${String(index).padStart(5, '0')}L8`;

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startLibraries(
    Object.fromEntries(
      models.map(({ name }, index) => [nameOf(index), { model: name, drives: ['lto-8'], cartridges: { 2: barcodeOf(index) } }]),
    ),
  );
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

describe.each(models.map(({ name, elementStatus }, index) => ({ name, index, labels: elementStatus.volumeTags })))(
  '$name',
  ({ index, labels }) => {
    it('tells where its elements are and what is in them, and brings a cartridge to a drive and back', async () => {
      const initiator = new Initiator({
        profile: tapelab,
        initiatorName: 'iqn.2026-11.local.conformance:host',
        dial: dialTcp(systemClock),
        clock: systemClock,
      });
      const session = await initiator.logIn({ address: lab.address.host, port: lab.address.port }, targetOf(nameOf(index)));
      try {
        const changer = new ChangerDevice({ path: session, lun: 0, clock: systemClock });
        expect(await changer.unit.attend()).toMatchObject({ notReady: undefined });
        const { value: addresses } = await changer.addresses();
        const { slot, drive } = addresses!;
        const full = async () => (await changer.elements(addresses!)).value!.filter((element) => element.full);
        const all = (await changer.elements(addresses!)).value!;
        expect(all).toHaveLength(slot.count + drive.count + addresses!.mailSlot.count);

        const volumeTag = labels ? barcodeOf(index) : undefined;
        expect(await full()).toMatchObject([{ type: 'slot', address: slot.first + 1, volumeTag }]);
        expect(await changer.move(slot.first + 1, drive.first)).toEqual({ value: undefined });
        expect(await full()).toMatchObject([{ type: 'drive', address: drive.first, source: slot.first + 1, volumeTag }]);

        const tape = new TapeDevice({ path: session, lun: 1, clock: systemClock });
        expect(await tape.unit.attend()).toMatchObject({ notReady: undefined });
        expect(await tape.unload()).toEqual({ value: undefined });
        expect(await changer.move(drive.first, slot.first)).toEqual({ value: undefined });
        expect(await full()).toMatchObject([{ type: 'slot', address: slot.first }]);
        expect(await changer.move(drive.first, slot.first)).toMatchObject({ failure: { sense: { asc: 0x3b } } });
        expect(await changer.initializeElementStatus()).toEqual({ value: undefined });
      } finally {
        await session.logOut();
      }
    });
  },
);

/** `tapelab mtx status`, `inventory` and `inquiry`: what a changer tells of itself, laid out as mtx does. */
import { formatDeviceAddress } from '../host/device-address.ts';
import type { Composition } from './composition.ts';
import { done, withChanger } from './device-connection.ts';
import { deviceVerb } from './device-options.ts';
import { MtxChanger } from './mtx-library.ts';
import { asMtx } from './mtx-words.ts';

export const mtxStatusVerb = (composition: Composition) =>
  deviceVerb('status', 'what is in its drives and slots').action((_options, command) =>
    withChanger({
      composition,
      command,
      work: async (changer, { address }) => {
        const library = await MtxChanger.of(changer);
        const { drive, slot, mailSlot } = library.addresses;
        const name = formatDeviceAddress(address);
        const text = asMtx({ name, drives: drive.count, slots: slot.count, mailSlots: mailSlot.count, elements: library.elements });
        return { value: { address: name, addresses: library.addresses, elements: library.reports }, text };
      },
    }),
  );

export const mtxInventoryVerb = (composition: Composition) =>
  deviceVerb('inventory', 'have the robot look into every element').action((_options, command) =>
    withChanger({
      composition,
      command,
      needsReady: false,
      work: async (changer) => {
        await done(changer.initializeElementStatus());
        return { value: { inventory: true }, text: 'The robot has looked into every element.' };
      },
    }),
  );

export const mtxInquiryVerb = (composition: Composition) =>
  deviceVerb('inquiry', 'which changer it is').action((_options, command) =>
    withChanger({
      composition,
      command,
      needsReady: false,
      work: async (_changer, { inquiry, address }) => {
        const { vendor, product, revision } = inquiry;
        const text = ['Product Type: Medium Changer', `Vendor ID: '${vendor}'`, `Product ID: '${product}'`, `Revision: '${revision}'`].join(
          '\n',
        );
        return {
          value: { address: formatDeviceAddress(address), vendor: vendor.trim(), product: product.trim(), revision: revision.trim() },
          text,
        };
      },
    }),
  );

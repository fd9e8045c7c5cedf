import { expect, it } from 'vitest';
import type { CartridgeLabel } from '../../../src/cartridge/cartridge-label.ts';
import { UserError } from '../../../src/foundation/user-error.ts';
import { Stock } from '../../../src/library/stock.ts';

const labels: Record<string, CartridgeLabel> = { A1: 'readable', A2: 'unreadable', A3: 'none' };
const room = {
  reading: 0,
  most: 0,
  label: async (barcode: string): Promise<CartridgeLabel> => {
    room.reading += 1;
    room.most = Math.max(room.most, room.reading);
    await new Promise((resolve) => setImmediate(resolve));
    room.reading -= 1;
    const label = labels[barcode];
    if (label === undefined) throw new UserError('barcode-unknown', `There is no cartridge ${barcode}.`);
    return label;
  },
};

it('remembers what it has read, until the cartridge is taken out', async () => {
  const stock = new Stock(room);
  expect(stock.label('A1')).toBeUndefined();
  await stock.read('A2');
  await stock.take(['A1', 'A3']);
  expect(['A1', 'A2', 'A3'].map((barcode) => stock.label(barcode))).toEqual(['readable', 'unreadable', 'none']);
  stock.forget('A1');
  expect(stock.label('A1')).toBeUndefined();
});

it('goes by the outside of a cartridge whose files are damaged, and takes in none that is not there', async () => {
  const stock = new Stock(room);
  await stock.take(['A1', 'A9', 'A2']);
  expect(['A1', 'A9', 'A2'].map((barcode) => stock.label(barcode))).toEqual(['readable', 'readable', 'unreadable']);
  await expect(stock.read('A8')).rejects.toMatchObject({ code: 'barcode-unknown' });
  expect(stock.label('A8')).toBeUndefined();
});

it('believes a wrong reading until a better one, which comes with the next look, with the open door, or when it is said to be over', async () => {
  const stock = new Stock(room);
  await stock.take(['A1', 'A2']);
  const read = () => [stock.volumeTag('A1'), stock.label('A1')];
  expect(read()).toEqual(['A1', 'readable']);
  stock.misread('A1', { volumeTag: 'A7' }, 'scan');
  expect(read()).toEqual(['A7', 'readable']);
  await stock.take(['A1']);
  expect(read()).toEqual(['A1', 'readable']);
  stock.misread('A1', 'unreadable', 'door');
  await stock.take(['A1']);
  expect(read()).toEqual([undefined, 'unreadable']);
  await stock.take(['A1'], { doorOpened: true });
  expect(read()).toEqual(['A1', 'readable']);
  const right = stock.misread('A1', { volumeTag: 'A7' }, 'mended');
  await stock.take(['A1'], { doorOpened: true });
  expect(read()).toEqual(['A7', 'readable']);
  const other = stock.misread('A1', { volumeTag: 'A8' }, 'mended');
  right();
  expect(stock.volumeTag('A1'), 'another misreading since').toBe('A8');
  other();
  expect(read()).toEqual(['A1', 'readable']);
  expect(stock.volumeTag('A2'), 'its label cannot be read').toBeUndefined();
});

it('reads many at a time, and not all at once', async () => {
  const stock = new Stock(room);
  await stock.take(Array.from({ length: 1000 }, (_, number) => `B${number}`));
  expect(room.most).toBeGreaterThan(10);
  expect(room.most).toBeLessThan(100);
  expect(stock.label('B999')).toBe('readable');
});

/** What each minidriver sends for each call, byte for byte and with its timeouts. */
import { describe, expect, it } from 'vitest';
import type { TapeHandle } from '../../../../../src/host/windows/win32.ts';
import { bytesOf, sense } from './fake-device.ts';
import { openTape, type Product, products } from './tape.ts';

const ready = '00 00 00 00 00 00 360s';
const qicReady = '00 00 00 00 00 00 180s';

type Call = (handle: TapeHandle) => Promise<unknown>;
interface Sequence {
  readonly product: Product;
  readonly call: Call;
  readonly sends: readonly string[];
}
const calls = (product: Product, sequences: Readonly<Record<string, readonly [Call, ...string[]]>>) =>
  Object.entries(sequences).map(([name, [call, ...sends]]): [string, Sequence] => [
    `${product.join(' ')}: ${name}`,
    { product, call, sends },
  ]);

const position = {
  rewind: (tape) => tape.setPosition('rewind'),
  absolute: (tape) => tape.setPosition('absolute-block', 0x0102_0304),
  logical: (tape) => tape.setPosition('logical-block', 7),
  end: (tape) => tape.setPosition('end-of-data'),
  back: (tape) => tape.setPosition('filemarks', -2),
  blocks: (tape) => tape.setPosition('relative-blocks', 0x01_0203),
  setmarks: (tape) => tape.setPosition('setmarks', 1),
} as const satisfies Readonly<Record<string, Call>>;

describe('what is sent', () => {
  it.each([
    ...calls(products.hp, {
      'drive parameters': [
        (tape) => tape.getDriveParameters(),
        '1A 08 10 00 14 00 →20 360s',
        '1A 08 0F 00 14 00 →20 360s',
        '05 00 00 00 00 00 →6 360s',
      ],
      'media parameters': [
        (tape) => tape.getMediaParameters(),
        ready,
        '1A 08 10 00 14 00 →20 360s',
        '1A 00 11 00 16 00 →24 360s',
        '4D 00 71 00 00 00 00 00 5C 00 →36 360s',
      ],
      'set media parameters': [
        (tape) => tape.setMediaParameters({ blockSize: 16_384 }),
        ready,
        '15 00 00 00 0C 00 ←00 00 10 08 7F 00 00 00 00 00 40 00 360s',
      ],
      status: [(tape) => tape.getStatus(), ready, '03 00 00 00 16 00 →22 360s'],
      position: [(tape) => tape.getPosition(), ready, '34 01 00 00 00 00 00 00 00 00 →20 360s'],
      rewind: [position.rewind, '01 00 00 00 00 00 360s'],
      absolute: [position.absolute, '2B 04 00 01 02 03 04 00 00 00 480s'],
      logical: [position.logical, '2B 00 00 00 00 00 07 00 00 00 480s'],
      end: [position.end, '11 03 00 00 00 00 480s'],
      back: [position.back, '11 01 FF FF FE 00 480s'],
      blocks: [position.blocks, '11 00 01 02 03 00 480s'],
      setmarks: [position.setmarks, '11 04 00 00 01 00 480s'],
      load: [(tape) => tape.prepare('load'), '1B 00 00 00 01 00 900s'],
      unload: [(tape) => tape.prepare('unload'), '1B 00 00 00 00 00 390s'],
      tension: [(tape) => tape.prepare('tension'), '1B 00 00 00 03 00 390s'],
      lock: [(tape) => tape.prepare('lock'), '1E 00 00 00 01 00 180s'],
      unlock: [(tape) => tape.prepare('unlock'), '1E 00 00 00 00 00 180s'],
      filemarks: [(tape) => tape.writeMarks(1), '10 00 00 00 01 00 900s'],
      'set marks': [(tape) => tape.writeMarks(3, 'setmarks'), '10 02 00 00 03 00 900s'],
      erase: [(tape) => tape.erase('short'), '19 00 00 00 00 00 16500s'],
      'erase all': [(tape) => tape.erase('long'), '19 01 00 00 00 00 16500s'],
      'media types': [(tape) => tape.getMediaTypes(), ready, '1A 00 10 00 1C 00 →28 360s'],
    }),
    ...calls(products.python, {
      'media parameters': [
        (tape) => tape.getMediaParameters(),
        ready,
        '1A 08 10 00 14 00 →20 360s',
        '1A 00 11 00 18 00 →24 360s',
        '4D 00 71 00 00 00 00 00 5C 00 →36 360s',
      ],
      status: [(tape) => tape.getStatus(), ready],
      position: [(tape) => tape.getPosition(), ready, '34 00 00 00 00 00 00 00 00 00 →20 360s'],
      absolute: [position.absolute, '2B 00 00 01 02 03 04 00 00 00 480s'],
    }),
    ...calls(products.sony, {
      'media parameters': [(tape) => tape.getMediaParameters(), ready, '1A 00 10 00 1C 00 →28 360s', '1A 00 11 00 18 00 →24 360s'],
      position: [(tape) => tape.getPosition(), ready, '34 00 00 00 00 00 00 00 00 00 →20 360s'],
    }),
    ...calls(products.dlt4000, {
      'drive parameters': [
        (tape) => tape.getDriveParameters(),
        '1A 08 10 00 14 00 →20 360s',
        '1A 08 0F 00 14 00 →20 360s',
        '05 00 00 00 00 00 →6 360s',
      ],
      'media parameters': [(tape) => tape.getMediaParameters(), ready, '1A 00 00 00 0C 00 →12 360s', '03 00 00 00 1D 00 →29 360s'],
      'set media parameters': [
        (tape) => tape.setMediaParameters({ blockSize: 65_536 }),
        ready,
        '15 00 00 00 0C 00 ←00 00 10 08 00 00 00 00 00 01 00 00 360s',
      ],
      position: [(tape) => tape.getPosition(), ready, '10 00 00 00 00 00 360s', '34 00 00 00 00 00 00 00 00 00 →20 360s'],
      rewind: [position.rewind, '01 00 00 00 00 00 360s', '03 00 00 00 1D 00 →29 360s'],
      absolute: [position.absolute, '2B 00 00 01 02 03 04 00 00 00 11800s'],
      end: [position.end, '11 03 00 00 00 00 11800s'],
      setmarks: [position.setmarks],
      load: [(tape) => tape.prepare('load'), '1B 00 00 00 01 00 360s', '03 00 00 00 1D 00 →29 360s'],
      tension: [(tape) => tape.prepare('tension')],
      'erase all': [(tape) => tape.erase('long'), '19 01 00 00 00 00 23760s'],
      'erase shortly': [(tape) => tape.erase('short')],
      'set marks': [(tape) => tape.writeMarks(1, 'setmarks')],
    }),
    ...calls(products.dlt7000, { status: [(tape) => tape.getStatus(), ready, '03 00 00 00 1E 00 →30 360s'] }),
    ...calls(products.exabyte, {
      'drive parameters': [
        (tape) => tape.getDriveParameters(),
        '1A 08 10 00 13 00 →19 360s',
        '1A 08 0F 00 14 00 →20 360s',
        '05 00 00 00 00 00 →6 360s',
      ],
      'media parameters': [
        (tape) => tape.getMediaParameters(),
        ready,
        '1A 00 00 00 11 00 →17 360s',
        '15 00 00 00 11 00 ←00 00 10 00 7F 00 00 00 00 00 00 00 04 00 00 00 00 360s',
        '03 00 00 00 1A 00 →26 360s',
        '1A 08 11 00 0E 00 →14 360s',
      ],
      position: [(tape) => tape.getPosition(), '34 00 00 00 00 00 00 00 00 00 →20 600s'],
      rewind: [position.rewind, '01 00 00 00 00 00 250s', '03 00 00 00 1A 00 →26 360s'],
      end: [position.end, '11 03 00 00 00 00 300s'],
      back: [position.back, '11 01 FF FF FE 00 4100s'],
      unload: [(tape) => tape.prepare('unload'), '1B 00 00 00 00 00 150s'],
    }),
    ...calls(products.exabyte8500, {
      'drive parameters': [(tape) => tape.getDriveParameters(), '1A 08 10 00 13 00 →19 360s', '05 00 00 00 00 00 →6 360s'],
    }),
    ...calls(products.travan, {
      'drive parameters': [
        (tape) => tape.getDriveParameters(),
        '1A 08 10 00 14 00 →20 180s',
        '05 00 00 00 00 00 →6 180s',
        '1A 08 0F 00 14 00 →20 180s',
      ],
      'media parameters': [
        (tape) => tape.getMediaParameters(),
        qicReady,
        '1A 08 11 00 0C 00 →12 180s',
        '1A 08 10 00 14 00 →20 180s',
        '1A 00 00 00 0C 00 →12 180s',
      ],
      rewind: [position.rewind, '01 00 00 00 00 00 18000s'],
    }),
  ])('%s', async (_name, { product, call, sends }) => {
    const { device, handle } = await openTape(product);
    await call(handle);
    expect(device.sent({ timeouts: true })).toEqual(sends);
  });

  it('what a minidriver does not have ends with ERROR_INVALID_FUNCTION', async () => {
    const { handle } = await openTape(products.dlt4000);
    expect(await handle.erase('short')).toEqual({ error: 1 });
    expect(await handle.prepare('tension')).toEqual({ error: 1 });
  });

  it('an odd block size is none for a later DLT drive, and one beyond the adapter for none', async () => {
    const { device, handle } = await openTape(products.dlt7000);
    expect(await handle.setMediaParameters({ blockSize: 513 })).toEqual({ error: 1 });
    expect(await handle.setMediaParameters({ blockSize: 262_145 })).toEqual({ error: 87 });
    expect(device.sent()).toEqual([]);
  });
});

describe('pages that are sent back', () => {
  it('have one bit changed, and nothing in their header but the buffered mode', async () => {
    const { device, handle } = await openTape(products.hp);
    device.answers.set('1A 08 10 00 14 00', '13 55 90 00 90 0E 00 00 00 00 00 00 20 00 00 00 00 00 00 00');
    device.answers.set('1A 08 0F 00 14 00', '13 55 90 00 0F 0E 40 00 00 00 00 00 00 00 00 00 00 00 00 00');
    expect(await handle.setDriveParameters({ compression: true })).toEqual({ error: 0 });
    expect(device.sent()).toEqual([
      '1A 08 10 00 14 00 →20',
      '15 10 00 00 14 00 ←00 00 10 00 10 0E 00 00 00 00 00 00 20 00 00 00 00 00 00 00',
      '1A 08 0F 00 14 00 →20',
      '15 10 00 00 14 00 ←00 00 10 00 0F 0E C0 80 00 00 00 20 00 00 00 00 00 00 00 00',
    ]);
  });

  it('a drive without compression is not told of it', async () => {
    const { device, handle } = await openTape(products.hp);
    device.answers.set('1A 08 0F 00 14 00', sense(5, 0x2400));
    expect(await handle.setDriveParameters({ compression: true, reportSetmarks: true })).toEqual({ error: 0 });
    expect(device.sent().filter((line) => line.startsWith('15')).length).toBe(1);
    expect((await handle.getDriveParameters()).value).toMatchObject({ compression: false });
  });

  it('Sony drives that do not decompress are made to', async () => {
    const { device, handle } = await openTape(products.sony);
    const page = (dde: string) => `1B 00 10 08 25 00 00 00 00 00 00 00 0F 0E C0 ${dde}${' 00'.repeat(12)}`;
    device.answers.set('1A 00 0F 00 1C 00', page('00'));
    await handle.getDriveParameters();
    expect(device.sent()).toEqual([
      '1A 00 10 00 1C 00 →28',
      '1A 00 0F 00 1C 00 →28',
      `15 10 00 00 1C 00 ←${page('80').replace('1B', '00').replace('25', '7F')}`,
      '05 00 00 00 00 00 →6',
    ]);
    device.answers.set('1A 00 0F 00 1C 00', page('80'));
    await handle.getDriveParameters();
    expect(device.sent().length).toBe(3);
  });
});

describe('what is read from the answers', () => {
  it('block sizes are powers of two within what the adapter moves; later versions stop at 64 KiB', async () => {
    const sizes = async (version: 'w2k' | '2003', limits: string) => {
      const { device, handle, stop } = await openTape(products.dlt7000, version);
      device.answers.set('05 00 00 00 00 00', limits);
      const { value } = await handle.getDriveParameters();
      stop();
      return [value!.defaultBlockSize, value!.minimumBlockSize, value!.maximumBlockSize];
    };
    expect(await sizes('w2k', '00 FF FF FF 00 04')).toEqual([65_536, 4, 262_144]);
    expect(await sizes('2003', '00 FF FF FF 00 04')).toEqual([65_536, 4, 65_536]);
    expect(await sizes('w2k', '00 03 C0 00 00 01')).toEqual([65_536, 1, 131_072]);
    expect(await sizes('w2k', '00 00 30 00 00 03')).toEqual([8192, 4, 8192]);
  });

  it('log page 31h of a DDS drive, in KiB', async () => {
    const { device, handle } = await openTape(products.hp);
    const parameter = (value: string) => `00 01 40 04 ${value}`;
    device.answers.set(
      '4D 00 71 00 00 00 00 00 5C 00',
      `31 00 00 20 ${['00 00 01 00', '00 00 00 10', '00 00 10 00', '00 00 00 20'].map(parameter).join(' ')}`,
    );
    device.answers.set('1A 00 11 00 16 00', `15 00 90 08 25 00 00 00 00 00 40 00${' 00'.repeat(10)}`);
    expect(await handle.getMediaParameters()).toEqual({
      error: 0,
      value: { capacity: 0x1020 * 1024, remaining: 0x110 * 1024, blockSize: 16_384, writeProtected: true },
    });
  });

  it.each([
    [products.dlt4000, '03 00 00 00 1D 00', 25, '00 00 10 00', 0x1000 * 4096],
    [products.exabyte, '03 00 00 00 1A 00', 23, '00 10 00', 0x1000 * 1024],
  ] as const)('the sense of %s, whose capacity is what was left at its beginning', async (product, cdb, at, bytes, room) => {
    const { device, handle } = await openTape(product);
    const sense = new Uint8Array(30);
    sense.set(bytesOf(bytes), at);
    device.answers.set(cdb, { data: sense });
    expect((await handle.getMediaParameters()).value).toMatchObject({ capacity: undefined, remaining: room });
    await handle.setPosition('rewind');
    sense[at + 1] = 0x08;
    expect((await handle.getMediaParameters()).value).toMatchObject({ capacity: room });
    expect((await handle.getMediaParameters()).value!.remaining).not.toBe(room);
  });

  it('the sizes of the partitions of a Sony drive, which tells of no room', async () => {
    const { device, handle } = await openTape(products.sony);
    const media = (psum: string) => `17 00 10 08 25 00 00 00 00 00 02 00 11 0A 01 01 ${psum} 03 00 00 01 00 00 10`;
    const told = async (psum: string) => {
      device.answers.set('1A 00 11 00 18 00', media(psum));
      return (await handle.getMediaParameters()).value;
    };
    expect(await told('10')).toEqual({ capacity: 0x110 * 1024 * 1024, remaining: undefined, blockSize: 512, writeProtected: false });
    expect(await told('08')).toMatchObject({ capacity: 0x110 * 1024 });
    expect(await told('00')).toMatchObject({ capacity: 0x110 });
  });

  it('the position, unless the drive does not know it', async () => {
    const { device, handle } = await openTape(products.python);
    device.answers.set('34 00 00 00 00 00 00 00 00 00', `00 01 00 00 00 00 12 34${' 00'.repeat(12)}`);
    expect(await handle.getPosition()).toEqual({ error: 0, value: { partition: 1, block: 0x1234 } });
    device.answers.set('34 00 00 00 00 00 00 00 00 00', `04 00 00 00 00 00 12 34${' 00'.repeat(12)}`);
    expect(await handle.getPosition()).toEqual({ error: 1 });
  });

  it.each([
    [products.hp, '00 90 08 25', [['DDS_4mm', true]]],
    [products.hp, '00 90 08 8C', [['DDS_4mm', false]]],
    [
      products.dlt4000,
      '84 10 08 1A',
      [
        ['DLT', true],
        ['CLEANER_CARTRIDGE', false],
      ],
    ],
    [
      products.dlt4000,
      '81 10 08 00',
      [
        ['DLT', false],
        ['CLEANER_CARTRIDGE', true],
      ],
    ],
    [
      products.dlt4000,
      '00 10 08 1A',
      [
        ['DLT', true],
        ['CLEANER_CARTRIDGE', false],
      ],
    ],
    [products.exabyte, 'C4 10 08 15', [['MP_8mm', true]]],
    [
      products.travan,
      'B6 10 08 47',
      [
        ['MiniQic', false],
        ['Travan', true],
      ],
    ],
  ] as const)('what is mounted in %s with %s', async (product, head, types) => {
    const { device, handle } = await openTape(product);
    device.answers.set('1A 00 10 00 1C 00', `1B ${head}${' 00'.repeat(23)}`);
    const { value } = await handle.getMediaTypes();
    expect(value!.map(({ mediaType, mounted }) => [mediaType, mounted])).toEqual(types);
    expect(value!.some(({ writeProtected }) => writeProtected)).toBe(product === products.hp && head.endsWith('25'));
  });

  it.each([
    ['00 0A 00 01 01 00 0B 00 01 01', true],
    ['00 0A 00 01 01 00 0B 00 01 00', false],
    ['00 0A 00 01', false],
  ])('a cleaning cartridge in a DLT8000 is no medium, and told of by TapeAlert: %s', async (parameters, mounted) => {
    const { device, handle } = await openTape(['QUANTUM', 'DLT8000']);
    const alerts = '4D 00 6E 00 00 00 00 01 44 00';
    device.answers.set('00 00 00 00 00 00', sense(2, 0x3a00));
    device.answers.set(alerts, `2E 00 00 0A ${parameters}`);
    const { value } = await handle.getMediaTypes();
    expect(device.sent()).toEqual(['00 00 00 00 00 00', `${alerts} →324`]);
    expect(value).toEqual([
      { mediaType: 'DLT', mounted: false, writeProtected: false },
      { mediaType: 'CLEANER_CARTRIDGE', mounted, writeProtected: false },
    ]);
    device.answers.set(alerts, sense(5, 0x2400));
    expect(await handle.getMediaTypes()).toMatchObject({ error: 0, value: [{ mounted: false }, { mounted: false }] });
  });

  it('without a medium nobody is asked what is mounted; after a change or a reset all the same', async () => {
    const { device, handle } = await openTape(products.hp);
    device.answers.set('00 00 00 00 00 00', sense(2, 0x3a00));
    expect(await handle.getMediaTypes()).toEqual({
      error: 0,
      value: [{ mediaType: 'DDS_4mm', mounted: false, writeProtected: false }],
    });
    expect(device.sent()).toEqual(['00 00 00 00 00 00']);
    device.answers.set('00 00 00 00 00 00', sense(6, 0x2800));
    await handle.getMediaTypes();
    expect(device.sent().length).toBe(2);
  });
});

describe('a product of the INF is spoken to as what 4mmdat knows it as, letter by letter:', () => {
  const blockAddress = '34 00 00 00 00 00 00 00 00 00 →20';
  const deviceAddress = '34 01 00 00 00 00 00 00 00 00 →20';
  const capacity = '1A 00 11 00 18 00 →24';
  const room = '4D 00 71 00 00 00 00 00 5C 00 →36';
  it.each([
    ['WangDAT', 'Model 1300', blockAddress, capacity, 0],
    ['WANGTEK', '6130-FS        T', blockAddress, capacity, 0],
    ['WANGDAT', 'MODEL 1300', deviceAddress, capacity, undefined],
    ['EXABYTE', 'EXB-4200', deviceAddress, room, 0],
    ['EXABYTE', 'EXB-4200C', deviceAddress, capacity, undefined],
    ['ARCHIVE', 'IBM4326NP/RP  !D', deviceAddress, room, 0],
    ['ARCHIVE', 'IBM-STL496000N!D', deviceAddress, capacity, undefined],
    ['DELL', 'PV-120T-DDS4', deviceAddress, capacity, undefined],
  ] as const)('%s %s', async (vendor, product, position, last, told) => {
    const { device, handle } = await openTape([vendor, product]);
    await handle.getPosition();
    expect(device.sent().at(-1)).toBe(position);
    const { value } = await handle.getMediaParameters();
    expect([device.sent().at(-1), value?.capacity]).toEqual([last, told]);
  });
});

describe('the time that a call may take', () => {
  it.each([
    [products.hp, 300],
    [products.dlt4000, 360],
  ] as const)('of %s is longer on Server 2003 where the tape moves', async (product, delta) => {
    const timeouts = async (version: 'w2k' | '2003') => {
      const { device, handle, stop } = await openTape(product, version);
      const first = async (call: Promise<unknown>) => {
        await call;
        return device.requests.splice(0)[0]!.timeoutMs / 1000;
      };
      const all = [
        await first(handle.setPosition('rewind')),
        await first(handle.writeMarks(1)),
        await first(handle.prepare('unload')),
        await first(handle.erase('long')),
        await first(handle.getStatus()),
      ];
      stop();
      return all;
    };
    const [before, after] = [await timeouts('w2k'), await timeouts('2003')];
    expect(after.map((seconds, index) => seconds - before[index]!)).toEqual([delta, delta, delta, delta, 0]);
  });
});

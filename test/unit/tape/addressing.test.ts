import { describe, expect, it } from 'vitest';
import { driveWithTape, type Host, pattern } from './host.ts';

const FCS = 0x08;
const LCS = 0x04;
const write = (host: Host, bits: number, object: number, seed = object, partition = 0) =>
  host.explicit(0x8a, bits, { partition, object, length: 10 }, { out: pattern(10, seed) });
const illegal = (code: string) => ({ key: 5, code });

describe('block address modes', () => {
  it('are not mixed: the first command that belongs to one chooses it', async () => {
    const { host } = await driveWithTape();
    await host.write(pattern(10));
    for (const operationCode of [0x88, 0x81, 0x8f])
      expect((await host.explicit(operationCode, 0, {})).sense).toMatchObject(illegal('20/07'));
    expect((await write(host, FCS, 0)).sense).toMatchObject(illegal('20/07'));
    expect((await host.explicit(0x80, FCS, { length: 1 })).sense).toMatchObject(illegal('20/07'));
    expect((await host.explicit(0x93, FCS, {})).sense).toMatchObject(illegal('20/07'));
    expect((await host.position()).first).toBe(1);
  });

  it('are chosen anew at the beginning of the partition', async () => {
    const { host } = await driveWithTape();
    await host.write(pattern(10, 1));
    await host.rewind();
    expect((await host.explicit(0x88, 0, { length: 10 }, { room: 10 })).data).toEqual(pattern(10, 1));
    expect((await host.read(10)).sense).toMatchObject(illegal('20/06'));
    for (const cdb of [
      [0x0f, 0, 0, 0, 1, 0],
      [0x10, 0, 0, 0, 1, 0],
      [0x11, 0, 0, 0, 1, 0],
      [0x13, 0, 0, 0, 1, 0],
      [0x19, 0, 0, 0, 0, 0],
      [0x2b, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ])
      expect((await host.execute(cdb)).sense).toMatchObject(illegal('20/06'));
    expect((await host.write(pattern(10))).sense).toMatchObject(illegal('20/06'));
    await host.rewind();
    expect((await host.read(10)).status).toBe(0);
  });

  it('are not chosen by a command that was refused', async () => {
    const { host } = await driveWithTape({ writeProtected: true });
    for (const cdb of [
      [0x0a, 0, 0, 0, 10, 0],
      [0x10, 0, 0, 0, 1, 0],
      [0x19, 0, 0, 0, 0, 0],
    ])
      expect((await host.execute(cdb, { out: pattern(10) })).sense).toMatchObject({ key: 7, code: '27/00' });
    expect((await host.explicit(0x88, 0, { length: 10 }, { room: 10 })).sense).toMatchObject({ key: 8, code: '00/05' });
  });

  it('leave SPACE(16) to both, and LOCATE(16) to the one it names', async () => {
    const { host } = await driveWithTape();
    await host.write(pattern(10));
    expect((await host.execute([0x91, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])).status).toBe(0);
    expect((await host.execute([0x92, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0])).status).toBe(0);
    expect((await host.execute([0x92, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0])).sense).toMatchObject(illegal('20/07'));
  });
});

describe('explicit commands that write', () => {
  it('begin where FCS says, and go on where they have left off', async () => {
    const { host } = await driveWithTape();
    expect((await write(host, FCS, 0)).status).toBe(0);
    expect((await write(host, 0, 1)).status).toBe(0);
    expect((await host.explicit(0x80, LCS, { object: 2, length: 1 })).status).toBe(0);
    expect((await host.position()).first).toBe(3);
    expect((await host.explicit(0x88, 0, { object: 1, length: 10 }, { room: 10 })).data).toEqual(pattern(10, 1));
  });

  it('are refused elsewhere, and without a first one', async () => {
    const { host } = await driveWithTape();
    expect((await write(host, 0, 0)).sense).toMatchObject(illegal('2c/00'));
    await write(host, FCS, 0);
    expect((await write(host, 0, 5)).sense).toMatchObject(illegal('3b/00'));
    expect((await write(host, LCS, 1)).status).toBe(0);
    expect((await write(host, 0, 2)).sense).toMatchObject(illegal('2c/00'));
    await write(host, FCS, 2);
    await host.explicit(0x88, 0, { object: 0, length: 10 }, { room: 10 });
    expect((await write(host, 0, 1)).sense).toMatchObject(illegal('2c/00'));
  });

  it('end the data where they begin', async () => {
    const { host } = await driveWithTape();
    for (let object = 0; object < 3; object++) await write(host, object === 0 ? FCS : 0, object);
    await write(host, FCS | LCS, 1, 9);
    expect((await host.explicit(0x88, 0, { object: 2, length: 10 }, { room: 10 })).sense).toMatchObject({ key: 8, code: '00/05' });
    expect((await host.explicit(0x88, 0, { object: 1, length: 10 }, { room: 10 })).data).toEqual(pattern(10, 9));
  });
});

describe('an address', () => {
  it('is in a partition that there is', async () => {
    const { host } = await driveWithTape({ partitions: 2 });
    await write(host, FCS | LCS, 0, 1);
    expect((await write(host, FCS | LCS, 0, 2, 1)).status).toBe(0);
    expect(await host.position()).toMatchObject({ partition: 1, first: 1 });
    expect((await host.explicit(0x88, 0, { length: 10 }, { room: 10 })).data).toEqual(pattern(10, 1));
    expect((await host.explicit(0x88, 0, { partition: 1, length: 10 }, { room: 10 })).data).toEqual(pattern(10, 2));
    expect((await host.explicit(0x88, 0, { partition: 2, length: 10 }, { room: 10 })).sense).toMatchObject({
      code: '24/00',
      pointsAt: 'cdb 3.7',
    });
    expect(await host.position()).toMatchObject({ partition: 1, first: 1 });
  });

  it('behind end of data is a blank check there', async () => {
    const { host } = await driveWithTape();
    await write(host, FCS | LCS, 0);
    expect((await host.explicit(0x88, 0, { object: 7, length: 10 }, { room: 10 })).sense).toMatchObject({
      key: 8,
      code: '00/05',
      valid: false,
    });
    expect((await host.position()).first).toBe(1);
    expect((await write(host, FCS, 7)).sense).toMatchObject({ key: 8, code: '00/05' });
  });
});

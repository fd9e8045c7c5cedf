import { expect, it } from 'vitest';
import { driveWithTape } from '../host.ts';

it('READ BLOCK LIMITS tells the model’s limits, loaded or not', async () => {
  const { host, drive } = await driveWithTape();
  await drive.eject();
  const { status, data } = await host.execute([0x05, 0, 0, 0, 0, 0], { room: 6 });
  expect(status).toBe(0);
  expect([...data]).toEqual([0, 0xff, 0xff, 0xff, 0, 1]);
});

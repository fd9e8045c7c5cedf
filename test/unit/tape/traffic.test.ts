import { expect, it } from 'vitest';
import { Traffic } from '../../../src/tape/traffic.ts';

it('adds to what a cartridge remembers what it does not know yet', () => {
  const mount = { bytesFromHosts: 10, bytesToHosts: 20 };
  const traffic = new Traffic({ mount } as ConstructorParameters<typeof Traffic>[0]);
  const remembered = { bytesWritten: 100, bytesRead: 200 };
  expect(traffic.total(remembered)).toEqual({ written: 110, read: 220 });
  const now = traffic.take(remembered);
  expect(now).toEqual({ bytesWritten: 110, bytesRead: 220 });
  expect(traffic.take(now)).toEqual(now);
  mount.bytesFromHosts = 15;
  expect(traffic.total(now)).toEqual({ written: 115, read: 220 });
  Object.assign(mount, { bytesFromHosts: 0, bytesToHosts: 0 });
  traffic.begin();
  expect(traffic.total(now)).toEqual({ written: 110, read: 220 });
});

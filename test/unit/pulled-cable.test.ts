import { expect, it } from 'vitest';
import { ManualClock } from '../../src/foundation/clock.ts';
import type { Dial } from '../../src/host/dial.ts';
import { pulledCable } from '../../src/pulled-cable.ts';
import type { Portal } from '../../src/wire/portal.ts';

const there = { address: '127.0.0.1', port: 3260 };

/** The header of a SCSI Command PDU with this opcode in its CDB. */
const command = (opcode: number): Uint8Array[] => {
  const header = new Uint8Array(48);
  header[0] = 0x01;
  header[32] = opcode;
  return [header];
};

it('is pulled at the third write, and is back after a while', async () => {
  const clock = new ManualClock();
  const did: string[] = [];
  const dial: Dial = async (endpoint) => {
    const name = `connection ${did.length}`;
    did.push(name);
    const portal: Partial<Portal> = {
      local: there,
      remote: endpoint,
      write: () => did.push('write'),
      reset: () => did.push(`reset ${name}`),
    };
    return portal as Portal;
  };
  const through = pulledCable(dial, { clock, awayMs: 90_000 });
  const [tape, changer] = [await through(there), await through(there)];
  for (const opcode of [0x0a, 0x08, 0x0a, 0x0a]) tape.write(command(opcode));
  expect(did).toEqual(['connection 0', 'connection 1', 'write', 'write', 'write', 'reset connection 0', 'reset connection 1']);
  expect(changer.remote).toEqual(there);

  clock.advance(89_999);
  await expect(through(there)).rejects.toMatchObject({ code: 'EHOSTUNREACH' });
  clock.advance(1);
  const again = await through(there);
  for (let count = 0; count < 5; count++) again.write(command(0x0a));
  expect(did.filter((one) => one.startsWith('reset'))).toHaveLength(2);
});

/** What REPORT SUPPORTED OPERATION CODES says of a CDB's bits is what the logical unit enforces, for every row and every bit. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { out } from '../../unit/scsi/commands/persistent-reserve.ts';
import { alice, run, senseSummary, settledDevice, summary, task } from '../../unit/scsi/fake-device.ts';

const device = await settledDevice();
const { logicalUnit } = device;
const { rows } = logicalUnit.commands;
// Registered, and the holder of a reservation: some commands are for no other.
await out(logicalUnit, alice, 'register', { action: 1n });
await out(logicalUnit, alice, 'reserve', { key: 1n, type: 1 });

/** CDB USAGE DATA as the host reads it. */
async function usageOf(operationCode: number, serviceAction: number | undefined): Promise<Uint8Array> {
  const cdb = Buffer.from([0xa3, 0x0c, serviceAction === undefined ? 1 : 2, operationCode, 0, serviceAction ?? 0, 0, 0, 0xff, 0xff]);
  const { received } = await run(logicalUnit, cdb.toString('hex'));
  return received!.subarray(4);
}

test('a bit outside the usage data is refused with a pointer to exactly that bit', async () => {
  for (const row of rows) {
    const usage = await usageOf(row.operationCode, row.serviceAction);
    const serviceActionBits = row.serviceAction === undefined ? 0 : 0x1f;
    expect(usage).toHaveLength(row.cdb.length);
    for (let byte = 1; byte < usage.length; byte++) {
      const used = usage[byte]! | (byte === 1 ? serviceActionBits : 0);
      for (let bit = 7; bit >= 0; bit--) {
        if ((used & (1 << bit)) !== 0) continue;
        const cdb = Buffer.alloc(row.cdb.length);
        cdb[0] = row.operationCode;
        cdb[1] = row.serviceAction ?? 0;
        cdb[byte]! |= 1 << bit;
        expect(`${row.name}: ${(await run(logicalUnit, cdb.toString('hex'))).outcome}`).toBe(
          `${row.name}: CHECK CONDITION 5 24/00 in cdb ${byte}.${bit}`,
        );
      }
    }
  }
});

test('any bytes as a CDB get an answer: GOOD, a conflict, or sense that says why not, and never a bug', async () => {
  const byte = fc.nat(255);
  const knownCode = fc.constantFrom(...rows.map((row) => row.operationCode));
  const anyCdb = fc.tuple(fc.oneof(knownCode, byte), fc.array(byte, { minLength: 15, maxLength: 15 }));
  await fc.assert(
    fc.asyncProperty(anyCdb, fc.uint8Array({ maxLength: 64 }), async ([operationCode, rest], data) => {
      // WAIT ends when it is told to, BREAK is a bug.
      fc.pre(operationCode !== 0xe0 && operationCode !== 0xe1);
      const host = task(Buffer.from([operationCode, ...rest]).toString('hex'), { nexus: alice, data });
      const outcome = await logicalUnit.execute(host);
      expect(outcome).not.toBe('aborted');
      if (outcome === 'aborted' || outcome.sense === undefined) return expect(summary(outcome)).toMatch(/^(GOOD|RESERVATION CONFLICT)$/);
      if (outcome.sense[0] === 0x70) expect(senseSummary(outcome.sense)).toMatch(/^[56] /);
    }),
    { numRuns: 500 },
  );
});

/**
 * Any bytes on the socket (RFC 7143 §7.7, §7.13): an answer or a closed connection, and never more than that. Beside every attack another
 * session writes and reads, and a fault of the target's own code, should one be hit, fails the test.
 */
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { noTag } from './demand.ts';
import type { Initiator } from './initiator.ts';
import { LabUnderTest, shelf, tape } from './lab-under-test.ts';
import { identification, newIsid } from './login.ts';
import { pattern } from './pattern.ts';
import { encode, opcodes, type Request } from './pdu-table.ts';
import { encodeText } from './text-pairs.ts';

let lab: LabUnderTest;
let witness: Initiator;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

/** Another session's work goes on as if nothing had happened. */
async function expectUndisturbed(): Promise<void> {
  const data = pattern(3000);
  expect((await witness.command(cdb.rewind())).status).toBe(0);
  expect((await witness.command(cdb.write6(3000), { write: data })).status).toBe(0);
  expect((await witness.command(cdb.rewind())).status).toBe(0);
  const read = await witness.command(cdb.read6(3000), { read: 3000 });
  expect(read.status).toBe(0);
  expect(Buffer.compare(read.data, data)).toBe(0);
}

const loginRequest = encode({
  kind: 'login-request',
  immediate: true,
  transit: true,
  currentStage: 1,
  nextStage: 3,
  isid: newIsid(),
  data: encodeText(identification({ targetName: shelf })),
});

/** Sends bytes on a connection in whatever state it is, and hangs up. */
async function attack(bytes: Uint8Array, loggedIn: boolean, how: 'end' | 'reset'): Promise<void> {
  const connection = await lab.connect();
  // What the target may say to this is no business of the rules of good conduct: only that it says it in whole PDUs, or nothing.
  connection.tolerant = true;
  if (loggedIn) {
    connection.sendBytes(loginRequest);
    await connection.receive('login-response');
  }
  connection.sendBytes(bytes);
  connection[how]();
  await connection.closed();
}

const how = fc.constantFrom('end' as const, 'reset' as const);
const anyBytes = fc.uint8Array({ maxLength: 600 });

/** Valid PDUs of every kind an initiator sends. */
const commands: Request[] = [
  { kind: 'nop-out', final: true, immediate: true, initiatorTaskTag: 5, targetTransferTag: noTag, data: pattern(40) },
  {
    kind: 'scsi-command',
    final: true,
    read: true,
    attribute: 1,
    initiatorTaskTag: 6,
    expectedDataTransferLength: 96,
    cmdSn: 0,
    cdb: cdb.inquiry(96),
  },
  {
    kind: 'scsi-command',
    write: true,
    attribute: 1,
    initiatorTaskTag: 7,
    expectedDataTransferLength: 5000,
    cmdSn: 0,
    cdb: cdb.write6(5000),
    data: pattern(100),
  },
  { kind: 'data-out', final: true, initiatorTaskTag: 7, targetTransferTag: noTag, bufferOffset: 100, data: pattern(400) },
  { kind: 'task-management-request', final: true, immediate: true, function: 1, initiatorTaskTag: 8, referencedTaskTag: 7 },
  { kind: 'text-request', final: true, initiatorTaskTag: 9, targetTransferTag: noTag, cmdSn: 0, data: encodeText([['SendTargets', '']]) },
  { kind: 'logout-request', final: true, immediate: true, reason: 1, initiatorTaskTag: 10 },
  { kind: 'snack-request', final: true, initiatorTaskTag: noTag, targetTransferTag: noTag },
  { kind: 'login-request', immediate: true, transit: true, currentStage: 1, nextStage: 3, initiatorTaskTag: 11 },
];

/** A sequence of valid PDUs in which some bytes have been changed. */
const mutated = fc
  .record({
    pdus: fc.array(fc.constantFrom(...commands), { minLength: 1, maxLength: 5 }),
    changes: fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { maxLength: 6 }),
    cut: fc.option(fc.nat(4000), { nil: undefined }),
  })
  .map(({ pdus, changes, cut }) => {
    const bytes = Buffer.concat(pdus.map((pdu) => encode(pdu)));
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return bytes.subarray(0, cut === undefined ? bytes.length : cut % bytes.length);
  });

describe('whatever comes', () => {
  it.each([
    ['before a login', false],
    ['in full feature phase', true],
  ])('random bytes %s', async (_, loggedIn) => {
    witness = await lab.attachToBlank();
    await fc.assert(
      fc.asyncProperty(anyBytes, how, async (bytes, ending) => attack(bytes, loggedIn, ending)),
      { numRuns: 60 },
    );
    await expectUndisturbed();
  });

  it('random headers of every opcode', async () => {
    witness = await lab.attachToBlank();
    const opcode = fc.constantFrom(...Object.values(opcodes));
    await fc.assert(
      fc.asyncProperty(
        opcode,
        fc.uint8Array({ minLength: 47, maxLength: 47 }),
        fc.boolean(),
        how,
        async (first, rest, immediate, ending) => {
          rest[3] = 0;
          // A short data segment, so that what comes next is seen, too.
          rest.set([0, 0, rest[6]! & 0x3f], 4);
          const one = Uint8Array.of(first | (immediate ? 0x40 : 0), ...rest, ...new Uint8Array((rest[6]! + 3) & ~3));
          await attack(Buffer.concat([one, one, one]), true, ending);
        },
      ),
      { numRuns: 80 },
    );
    await expectUndisturbed();
  });

  it('valid PDUs with a few bytes changed, and cut off anywhere', async () => {
    witness = await lab.attachToBlank();
    await fc.assert(
      fc.asyncProperty(mutated, fc.boolean(), how, async (bytes, loggedIn, ending) => attack(bytes, loggedIn, ending)),
      { numRuns: 150 },
    );
    await expectUndisturbed();
  });

  it('a login with a few bytes changed', async () => {
    witness = await lab.attachToBlank();
    const change = fc.array(fc.tuple(fc.nat(loginRequest.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(change, how, async (changes, ending) => {
        const bytes = Buffer.from(loginRequest);
        for (const [at, value] of changes) bytes[at] = value;
        await attack(bytes, false, ending);
      }),
      { numRuns: 80 },
    );
    await expectUndisturbed();
  });

  it('any CDB', async () => {
    witness = await lab.attachToBlank();
    const initiator = await lab.attach({ targetName: shelf });
    // LUN 2 has no cartridge, so nothing that a CDB says can take long.
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom('read', 'write', 'none'), fc.nat(5000), async (block, direction, length) => {
        const data = direction === 'read' ? { read: length } : direction === 'write' ? { write: pattern(length) } : {};
        const completion = await initiator.command(block, { lun: 2, ...data });
        expect(completion.response).toBe(0);
        expect([0x00, 0x02, 0x18]).toContain(completion.status);
      }),
      { numRuns: 300 },
    );
    await expectUndisturbed();
  });
});

describe('many at once', () => {
  it('connections that say nothing do not keep others out', async () => {
    witness = await lab.attachToBlank();
    const silent = await Promise.all(Array.from({ length: 100 }, () => lab.connect()));
    await expectUndisturbed();
    for (const connection of silent) connection.end();
    await Promise.all(silent.map((connection) => connection.closed()));
  });

  it('a host that logs in and vanishes again and again', async () => {
    witness = await lab.attachToBlank();
    for (let round = 0; round < 50; round++) (await lab.logIn({ targetName: round % 2 ? tape : shelf })).connection.reset();
    await expectUndisturbed();
  });

  it('commands without end, whose answers nobody reads', async () => {
    witness = await lab.attachToBlank();
    const connection = await lab.connect();
    connection.tolerant = true;
    connection.sendBytes(loginRequest);
    await connection.receive('login-response');
    connection.pause();
    const ping = encode({
      kind: 'nop-out',
      final: true,
      immediate: true,
      initiatorTaskTag: 5,
      targetTransferTag: noTag,
      data: pattern(4096),
    });
    for (let count = 0; count < 2000; count++) connection.sendBytes(ping);
    await expectUndisturbed();
    connection.reset();
  });
});

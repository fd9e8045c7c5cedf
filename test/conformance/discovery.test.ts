/** Discovery: SendTargets (RFC 7143 Appendix C), and what a discovery session is not for (§4.3). */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { noTag } from './demand.ts';
import { LabUnderTest, shelf, tape } from './lab-under-test.ts';
import { encodeText } from './text-pairs.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

describe('SendTargets in a discovery session (RFC 7143 Appendix C)', () => {
  it('lists every target with the address the question came to', async () => {
    const initiator = await lab.logIn({ discovery: true });
    const portal = `127.0.0.1:${lab.address.port},1`;
    expect(await initiator.text([['SendTargets', 'All']])).toEqual([
      ['TargetName', tape],
      ['TargetAddress', portal],
      ['TargetName', shelf],
      ['TargetAddress', portal],
    ]);
    await initiator.logOut();
  });

  it('lists one target that is asked for by its name', async () => {
    const initiator = await lab.logIn({ discovery: true });
    const answer = await initiator.text([['SendTargets', shelf]]);
    expect(answer.filter(([key]) => key === 'TargetName')).toEqual([['TargetName', shelf]]);
    expect(answer.filter(([key]) => key === 'TargetAddress')).toHaveLength(1);
  });

  it('finds a name in whatever case it is written (RFC 3722)', async () => {
    const initiator = await lab.logIn({ discovery: true });
    expect(await initiator.text([['SendTargets', shelf.toUpperCase()]])).toContainEqual(['TargetName', shelf]);
  });

  it.each(['iqn.2026-11.local.conformance:absent', '', 'all', 'nonsense', 'iqn.', `iqn.2026-11.local.${'x'.repeat(300)}`])(
    'tells no target for SendTargets=%s, and goes on',
    async (value) => {
      const initiator = await lab.logIn({ discovery: true });
      const answer = await initiator.text([['SendTargets', value]]);
      expect(answer.filter(([key]) => key.startsWith('Target'))).toEqual([]);
      expect(await initiator.text([['SendTargets', 'All']])).toContainEqual(['TargetName', tape]);
    },
  );

  it('serves a discovery session straight from the operational stage, and one that names a target', async () => {
    const straight = await lab.logIn({ discovery: true, stages: 'operational' });
    expect(await straight.text([['SendTargets', 'All']])).toContainEqual(['TargetName', tape]);
  });
});

describe('SendTargets in a normal session (RFC 7143 Appendix C)', () => {
  it('without a value tells the target of the session, and no other', async () => {
    const initiator = await lab.logIn();
    const answer = await initiator.text([['SendTargets', '']]);
    expect(answer.filter(([key]) => key === 'TargetName')).toEqual([['TargetName', tape]]);
  });

  it('is not for all targets', async () => {
    const initiator = await lab.logIn();
    const answer = await initiator.text([['SendTargets', 'All']]);
    expect(answer.filter(([key]) => key.startsWith('Target'))).toEqual([]);
  });
});

describe('a discovery session (RFC 7143 §4.3)', () => {
  it.each([
    ['scsi-command', { kind: 'scsi-command', final: true, cdb: cdb.testUnitReady() }],
    ['task-management-request', { kind: 'task-management-request', final: true, function: 5, referencedTaskTag: noTag }],
  ] as const)('rejects a %s, immediate or not, and goes on', async (_, request) => {
    const initiator = await lab.logIn({ discovery: true });
    for (const immediate of [true, false]) {
      initiator.connection.send({ ...request, ...initiator.numbers(immediate) });
      expect((await initiator.connection.receive('reject')).reason).toBe(0x04);
    }
    expect(await initiator.text([['SendTargets', tape]])).toContainEqual(['TargetName', tape]);
  });

  it('leaves sessions of the drives alone', async () => {
    const host = await lab.attach();
    const finder = await lab.logIn({ discovery: true });
    await finder.text([['SendTargets', 'All']]);
    await finder.logOut();
    expect((await host.command(cdb.testUnitReady())).status).toBe(0);
  });
});

describe('an answer longer than the initiator takes at once (RFC 7143 §11.11.2)', () => {
  it('comes in pieces, each asked for with an empty request', async () => {
    const initiator = await lab.logIn({ discovery: true, offers: { MaxRecvDataSegmentLength: '512' } });
    // A few long names are too much for 512 bytes as soon as keys that nobody knows are answered, too.
    const unknown = Array.from({ length: 40 }, (_, index) => [`X-com.example.${index}`, 'value'] as const);
    const answer = await initiator.text([['SendTargets', 'All'], ...unknown]);
    expect(answer).toContainEqual(['TargetName', shelf]);
    for (const [key] of unknown) expect(answer).toContainEqual([key, 'NotUnderstood']);
  });

  it('ends when the initiator begins anew', async () => {
    const initiator = await lab.logIn({ discovery: true, offers: { MaxRecvDataSegmentLength: '512' } });
    const unknown = Array.from({ length: 40 }, (_, index) => [`X-com.example.${index}`, 'value'] as const);
    const numbers = initiator.numbers();
    initiator.connection.send({ kind: 'text-request', final: true, targetTransferTag: noTag, data: encodeText(unknown), ...numbers });
    expect(await initiator.connection.receive('text-response')).toMatchObject({ final: false, continues: true });
    expect(await initiator.text([['SendTargets', tape]])).toContainEqual(['TargetName', tape]);
  });
});

describe('a lab behind another address', () => {
  it('tells the address it was given to advertise', async () => {
    const behind = await LabUnderTest.start({ advertise: { address: '192.0.2.2', port: 13_260 } });
    try {
      const initiator = await behind.logIn({ discovery: true });
      const answer = await initiator.text([['SendTargets', 'All']]);
      expect(answer.filter(([key]) => key === 'TargetAddress').map(([, address]) => address)).toEqual([
        '192.0.2.2:13260,1',
        '192.0.2.2:13260,1',
      ]);
      await behind.hangUp();
    } finally {
      await behind.stop();
    }
  });
});

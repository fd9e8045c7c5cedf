/** Pings and text in full feature phase (RFC 7143 §6.4, §11.10, §11.11, §11.18, §11.19). */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { noTag } from './demand.ts';
import { LabUnderTest } from './lab-under-test.ts';
import { pattern } from './pattern.ts';
import { decodeText, encodeText, type Pairs } from './text-pairs.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const protocolError = 0x04;

describe('NOP-Out (RFC 7143 §11.18)', () => {
  it.each([0, 1, 3, 4, 4095, 65_536])('comes back with its %i bytes', async (length) => {
    const initiator = await lab.logIn();
    const answer = await initiator.ping(pattern(length));
    expect(Buffer.compare(answer.data, pattern(length))).toBe(0);
  });

  it('comes back with as much as the initiator takes', async () => {
    const initiator = await lab.logIn({ offers: { MaxRecvDataSegmentLength: '512' } });
    const answer = await initiator.ping(pattern(2000));
    expect(Buffer.compare(answer.data, pattern(512))).toBe(0);
  });

  it('takes a CmdSN when it is not immediate, and none when it is', async () => {
    const initiator = await lab.logIn();
    const { cmdSn } = initiator;
    expect((await initiator.ping(undefined, true)).expCmdSn).toBe(cmdSn);
    expect((await initiator.ping(undefined, false)).expCmdSn).toBe(cmdSn + 1);
  });

  it('with the reserved tag is not answered', async () => {
    const initiator = await lab.logIn();
    initiator.connection.send({
      kind: 'nop-out',
      final: true,
      targetTransferTag: noTag,
      ...initiator.numbers(true),
      initiatorTaskTag: noTag,
    });
    await initiator.ping();
    expect(initiator.connection.kept).toEqual([]);
  });

  it('with the reserved tag has to be immediate: another is rejected, and has used its CmdSN all the same', async () => {
    const initiator = await lab.logIn();
    const { cmdSn } = initiator.numbers();
    initiator.connection.send({ kind: 'nop-out', final: true, initiatorTaskTag: noTag, targetTransferTag: noTag, cmdSn });
    expect((await initiator.connection.receive('reject')).reason).toBe(protocolError);
    expect((await initiator.ping()).expCmdSn).toBe(cmdSn + 1);
    expect(initiator.connection.kept).toEqual([]);
  });

  it('is answered as often as it is asked, in order', async () => {
    const initiator = await lab.logIn();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => initiator.ping(pattern(4, index), index % 2 === 0)));
    expect(answers.map(({ statSn }) => statSn)).toEqual(answers.map((_, index) => (answers[0]!.statSn + index) >>> 0));
  });
});

describe('Text Request (RFC 7143 §6.4, §11.10)', () => {
  it('without text is answered without text', async () => {
    const initiator = await lab.logIn();
    expect(await initiator.text([])).toEqual([]);
  });

  it('with unknown keys is answered NotUnderstood', async () => {
    const initiator = await lab.logIn();
    expect(await initiator.text([['X-com.example.key', '1']])).toEqual([['X-com.example.key', 'NotUnderstood']]);
  });

  it('may declare another MaxRecvDataSegmentLength, and the target keeps to it', async () => {
    const initiator = await lab.attachToBlank();
    await initiator.command(cdb.write6(5000), { write: pattern(5000) });
    await initiator.text([['MaxRecvDataSegmentLength', '512']]);
    initiator.connection.conduct.limits = { ...initiator.limits, maxRecvDataSegmentLength: 512 };
    await initiator.command(cdb.rewind());
    const read = await initiator.command(cdb.read6(5000), { read: 5000 });
    expect(read.dataIns.length).toBe(Math.ceil(5000 / 512));
    expect(Buffer.compare(read.data, pattern(5000))).toBe(0);
  });

  it.each(['MaxBurstLength', 'HeaderDigest', 'InitialR2T', 'MaxConnections', 'ErrorRecoveryLevel'])(
    'cannot negotiate %s anew: its time was the login (§13)',
    async (key) => {
      const initiator = await lab.logIn();
      const { limits } = initiator;
      expect(await initiator.text([[key, key === 'InitialR2T' ? 'Yes' : '512']])).toEqual([[key, 'Reject']]);
      expect((await initiator.command(cdb.inquiry(), { read: 255 })).status).toBe(0);
      expect(initiator.limits).toEqual(limits);
    },
  );

  it('may come in pieces, each answered with an empty one (the C bit, §11.10.2)', async () => {
    const initiator = await lab.logIn();
    const { connection } = initiator;
    const text = encodeText([
      ['X-com.example.first', '1'],
      ['X-com.example.second', '2'],
    ]);
    const { initiatorTaskTag } = initiator.numbers(true);
    let targetTransferTag = noTag;
    let data: Uint8Array = new Uint8Array();
    for (let at = 0; at < text.length; at += 13) {
      const last = at + 13 >= text.length;
      connection.send({
        kind: 'text-request',
        final: last,
        continues: !last,
        targetTransferTag,
        data: text.subarray(at, at + 13),
        ...initiator.numbers(),
        initiatorTaskTag,
      });
      const response = await connection.receive('text-response');
      expect(response).toMatchObject({ final: last, continues: false });
      ({ targetTransferTag, data } = response);
      if (!last) expect(data.length).toBe(0);
    }
    const answers: Pairs = [
      ['X-com.example.first', 'NotUnderstood'],
      ['X-com.example.second', 'NotUnderstood'],
    ];
    expect(decodeText(data)).toEqual(answers);
  });

  it('may stay open for as long as the initiator does not set F', async () => {
    const initiator = await lab.logIn();
    const { connection } = initiator;
    const { initiatorTaskTag } = initiator.numbers(true);
    let targetTransferTag = noTag;
    for (const [key, final] of [
      ['X-com.example.first', false],
      ['X-com.example.second', false],
      ['X-com.example.third', true],
    ] as const) {
      connection.send({
        kind: 'text-request',
        final,
        targetTransferTag,
        data: encodeText([[key, '1']]),
        ...initiator.numbers(),
        initiatorTaskTag,
      });
      const response = await connection.receive('text-response');
      expect(response.final).toBe(final);
      expect(decodeText(response.data)).toEqual([[key, 'NotUnderstood']]);
      ({ targetTransferTag } = response);
    }
  });

  it.each<[string, object]>([
    ['under a Target Transfer Tag that nobody gave', { targetTransferTag: 0x7777 }],
    ['with F and C together', { continues: true, targetTransferTag: noTag }],
    ['without the end of its pair', { data: Buffer.from('X-com.example.key=1'), targetTransferTag: noTag }],
    ['without "="', { data: Buffer.from('X-com.example.key\0'), targetTransferTag: noTag }],
    ['with a key twice', { data: Buffer.from('MaxRecvDataSegmentLength=512\0MaxRecvDataSegmentLength=512\0'), targetTransferTag: noTag }],
  ])('%s is rejected, and the session goes on', async (_, fields) => {
    const initiator = await lab.logIn();
    initiator.connection.send({ kind: 'text-request', final: true, ...initiator.numbers(), ...fields });
    expect((await initiator.connection.receive('reject')).reason).toBe(protocolError);
    expect(await initiator.text([])).toEqual([]);
    expect((await initiator.command(cdb.inquiry(), { read: 255 })).status).toBe(0);
  });
});

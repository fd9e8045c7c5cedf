/**
 * Text exchanges of the full feature phase that are long, are given up, or change what was agreed on (RFC 7143 §6.4, §7.12, §11.10, §11.11,
 * Appendix C).
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { noTag } from './demand.ts';
import { type Initiator, taskManagement } from './initiator.ts';
import { expectGood, LabUnderTest } from './lab-under-test.ts';
import { pattern } from './pattern.ts';
import type { Received, Request } from './pdu-table.ts';
import { decodeText, encodeText, type Pairs } from './text-pairs.ts';

const targets = Array.from(
  { length: 24 },
  (_, index) => `iqn.2026-11.local.conformance:${'long-'.repeat(30)}${String(index).padStart(2, '0')}`,
);
const tape = targets[0]!;
const configuration = `
drives:
${targets.map((_, index) => `  drive${index}: { model: lto-8, serial: TEXT${1000 + index}${index === 0 ? ', cartridge: CNF001L8' : ''} }`).join('\n')}
targets:
${targets.map((name, index) => `  ${name}: { luns: { 0: drive${index} } }`).join('\n')}
`;

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start({ configuration });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const protocolError = 0x04;
const attach = (offers?: Record<string, string>) => lab.attach({ targetName: tape, ...(offers && { offers }) });
const find = (offers?: Record<string, string>) => lab.logIn({ discovery: true, ...(offers && { offers }) });

/** One exchange in raw control: each request by itself. */
class Exchange {
  readonly tag: number;
  targetTransferTag = noTag;
  readonly #initiator: Initiator;

  constructor(initiator: Initiator) {
    this.#initiator = initiator;
    this.tag = initiator.newTag();
  }

  async say(text: Pairs | Uint8Array, fields: Partial<Request<'text-request'>> = {}): Promise<Received<'text-response' | 'reject'>> {
    const { connection } = this.#initiator;
    connection.send({
      kind: 'text-request',
      final: true,
      targetTransferTag: this.targetTransferTag,
      data: text instanceof Uint8Array ? text : encodeText(text),
      ...this.#initiator.numbers(),
      initiatorTaskTag: this.tag,
      ...fields,
    });
    const answer = await connection.receiveAny(({ kind }) => kind === 'text-response' || kind === 'reject');
    if (answer.kind === 'text-response') this.targetTransferTag = answer.targetTransferTag;
    return answer as Received<'text-response' | 'reject'>;
  }

  /** Text in pieces of a length, then the answer piece by piece. */
  async sayAndHear(text: Pairs, pieceLength: number): Promise<Pairs> {
    const data = encodeText(text);
    let answer: Received<'text-response' | 'reject'> | undefined;
    for (let at = 0; at < data.length; at += pieceLength) {
      const last = at + pieceLength >= data.length;
      answer = await this.say(data.subarray(at, at + pieceLength), { final: last, continues: !last });
      expect(answer.kind).toBe('text-response');
      if (!last) expect(answer.data.length).toBe(0);
    }
    const pieces: Uint8Array[] = [];
    for (; answer?.kind === 'text-response'; answer = await this.say([])) {
      pieces.push(answer.data);
      if (answer.final) return decodeText(Buffer.concat(pieces));
    }
    throw new Error('the exchange was rejected');
  }
}

async function expectRejected(answer: Promise<Received<'text-response' | 'reject'>>): Promise<void> {
  expect(await answer).toMatchObject({ kind: 'reject', reason: protocolError });
}

const declare = (length: number): Pairs => [['MaxRecvDataSegmentLength', String(length)]];
const echoed = async (initiator: Initiator): Promise<number> => (await initiator.ping(pattern(5000))).data.length;
const takes = (initiator: Initiator, maxRecvDataSegmentLength: number): void => {
  initiator.connection.conduct.limits = { ...initiator.limits, maxRecvDataSegmentLength };
};

describe('text that is longer than a PDU (§6.2, §11.10.2, §11.11.2)', () => {
  it.each([
    ['8192', {}],
    ['512', {}],
    ['513', { HeaderDigest: 'CRC32C', DataDigest: 'CRC32C' }],
  ])('comes whole in pieces of %s bytes: many targets', async (MaxRecvDataSegmentLength, digests) => {
    const finder = await find({ MaxRecvDataSegmentLength, ...digests });
    const answer = await finder.text([['SendTargets', 'All']]);
    expect(answer.filter(([key]) => key === 'TargetName').map(([, name]) => name)).toEqual(targets);
    expect(answer.filter(([key]) => key === 'TargetAddress').length).toBe(targets.length);
  });

  it.each([1, 7, 100, 511, 4096])('goes whole in pieces of %i bytes, cut wherever it may be, and its answer comes back', async (length) => {
    const initiator = await attach({ MaxRecvDataSegmentLength: '512' });
    const text = Array.from(
      { length: length === 1 ? 4 : 60 },
      (_, index) => [`X-com.example.key${index}`, `value-${'v'.repeat(index)}`] as const,
    );
    const answer = await new Exchange(initiator).sayAndHear(text, length);
    expect(answer).toEqual(text.map(([key]) => [key, 'NotUnderstood']));
    await expectGood(initiator, [cdb.testUnitReady()]);
  });

  it('leaves commands, pings and the data of a write their way in between', async () => {
    const initiator = await attach({ InitialR2T: 'Yes', ImmediateData: 'No', MaxRecvDataSegmentLength: '512' });
    await expectGood(initiator, [cdb.rewind()]);
    const write = initiator.start(cdb.write6(3000), { write: pattern(3000), answerR2T: false });
    const r2t = await write.nextR2T();
    const exchange = new Exchange(initiator);
    const first = await exchange.say(encodeText([['X-com.example.key', 'v'.repeat(900)]]).subarray(0, 500), {
      final: false,
      continues: true,
    });
    expect(first.kind).toBe('text-response');
    await initiator.ping(pattern(100));
    write.answer(r2t);
    expect((await write.completion).status).toBe(0);
    const rest = encodeText([['X-com.example.key', 'v'.repeat(900)]]).subarray(500);
    expect(decodeText((await exchange.say(rest)).data)).toEqual([['X-com.example.key', 'NotUnderstood']]);
  });

  it('is not interrupted by new text while its answer is still being told', async () => {
    const finder = await find({ MaxRecvDataSegmentLength: '512' });
    const exchange = new Exchange(finder);
    expect(await exchange.say([['SendTargets', 'All']])).toMatchObject({ final: false, continues: true });
    await expectRejected(exchange.say([['SendTargets', 'All']]));
    expect((await finder.text([['SendTargets', tape]])).length).toBe(2);
  });
});

describe('MaxRecvDataSegmentLength declared anew (§13.12)', () => {
  it.each([512, 700, 4096, 16_777_215])('as %i holds for Data-In, pings and text', async (length) => {
    const initiator = await attach();
    await expectGood(initiator, [cdb.rewind()], [cdb.erase()], [cdb.write6(5000), { write: pattern(5000) }], [cdb.rewind()]);
    expect(await initiator.text(declare(length))).toEqual([]);
    takes(initiator, length);
    const read = await initiator.command(cdb.read6(5000), { read: 5000 });
    expect(read.dataIns.length).toBe(Math.ceil(5000 / length));
    expect(Buffer.compare(read.data, pattern(5000))).toBe(0);
    expect(await echoed(initiator)).toBe(Math.min(length, 5000));
    const unknown = Array.from({ length: 60 }, (_, index) => [`X-com.example.key${index}`, '1'] as const);
    expect((await initiator.text(unknown)).length).toBe(60);
  });

  it('holds from the end of the exchange on, and may be another one in the next', async () => {
    const initiator = await attach({ MaxRecvDataSegmentLength: '4000' });
    const exchange = new Exchange(initiator);
    expect(await exchange.say(declare(512), { final: false })).toMatchObject({ kind: 'text-response', final: false });
    expect(await echoed(initiator)).toBe(4000);
    expect(await exchange.say([])).toMatchObject({ kind: 'text-response', final: true });
    expect(await echoed(initiator)).toBe(512);
    await initiator.text(declare(1000));
    expect(await echoed(initiator)).toBe(1000);
  });

  it.each(['511', '0', '16777216', '-1', 'many', '1e3', '', '512~1024'])('as %s is refused, and nothing has changed', async (value) => {
    const initiator = await attach({ MaxRecvDataSegmentLength: '4000' });
    await expectRejected(new Exchange(initiator).say([['MaxRecvDataSegmentLength', value]]));
    expect(await echoed(initiator)).toBe(4000);
  });

  it('may be written in hexadecimal (§6.1)', async () => {
    const initiator = await attach();
    await initiator.text([['MaxRecvDataSegmentLength', '0x400']]);
    expect(await echoed(initiator)).toBe(1024);
  });
});

describe('an exchange that is given up (§6.4, §7.12)', () => {
  it.each<[string, (initiator: Initiator, exchange: Exchange) => Promise<unknown>]>([
    ['by another that begins', (initiator) => initiator.text([])],
    ['by ABORT TASK (§11.5.1)', (initiator, { tag }) => initiator.manage(taskManagement.abortTask, { referencedTaskTag: tag })],
    ['by a request that is rejected', (_, exchange) => exchange.say(Buffer.from('nonsense\0'))],
  ])('%s is as if it had never been', async (_, giveUp) => {
    const initiator = await attach({ MaxRecvDataSegmentLength: '4000' });
    const exchange = new Exchange(initiator);
    await exchange.say(declare(512), { final: false });
    await giveUp(initiator, exchange);
    expect(await echoed(initiator)).toBe(4000);
    await expectRejected(exchange.say([]));
    expect(await echoed(initiator)).toBe(4000);
    await initiator.text(declare(512));
    expect(await echoed(initiator)).toBe(512);
  });

  it('in the middle of an answer leaves no rest of it to the next', async () => {
    const finder = await find({ MaxRecvDataSegmentLength: '512' });
    await new Exchange(finder).say([['SendTargets', 'All']]);
    expect(await finder.text([['X-com.example.key', '1']])).toEqual([['X-com.example.key', 'NotUnderstood']]);
  });

  it('in the middle of a request leaves no beginning of one to the next', async () => {
    const initiator = await attach();
    await new Exchange(initiator).say(Buffer.from('X-com.example.fi'), { final: false, continues: true });
    expect(await initiator.text([['X-com.example.key', '1']])).toEqual([['X-com.example.key', 'NotUnderstood']]);
  });

  it.each<[string, (exchange: Exchange) => Partial<Request<'text-request'>>]>([
    ['another Initiator Task Tag', () => ({ initiatorTaskTag: 0x7777 })],
    ['another Target Transfer Tag', ({ targetTransferTag }) => ({ targetTransferTag: targetTransferTag ^ 1 })],
  ])('is not what %s belongs to', async (_, fields) => {
    const initiator = await attach();
    const exchange = new Exchange(initiator);
    await exchange.say([['X-com.example.key', '1']], { final: false });
    await expectRejected(exchange.say([], fields(exchange)));
  });
});

describe('SendTargets in a normal session (Appendix C)', () => {
  it.each(['', tape])("tells of its own target, which is called '%s'", async (value) => {
    const initiator = await attach();
    expect(await initiator.text([['SendTargets', value]])).toEqual([
      ['TargetName', tape],
      ['TargetAddress', `127.0.0.1:${lab.address.port},1`],
    ]);
  });

  it('tells of no other, which may be there or not', async () => {
    const initiator = await attach();
    const absent = await initiator.text([['SendTargets', `${tape}-absent`]]);
    expect((await initiator.text([['SendTargets', targets[1]!]])).filter(([key]) => key !== 'SendTargets')).toEqual(
      absent.filter(([key]) => key !== 'SendTargets'),
    );
    await expectGood(initiator, [cdb.testUnitReady()]);
  });

  it('may come with other keys, while a write waits for its data', async () => {
    const initiator = await attach({ InitialR2T: 'Yes', ImmediateData: 'No' });
    const write = initiator.start(cdb.write6(512), { write: pattern(512), answerR2T: false });
    const r2t = await write.nextR2T();
    const answer = await initiator.text([['SendTargets', ''], ...declare(1024), ['X-com.example.key', '1']]);
    expect(answer).toContainEqual(['TargetName', tape]);
    expect(answer).toContainEqual(['X-com.example.key', 'NotUnderstood']);
    write.answer(r2t);
    expect((await write.completion).status).toBe(0);
  });
});

/** The fuzzer's own parts: what it throws is the same every time, and what it holds a target to is found when it is broken. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decode, encode, opcodes as known, lengthsOf, type Received, type Request } from '../conformance/pdu-table.ts';
import { AnswerConduct } from './answer-conduct.ts';
import { asLine, bytesOf, readCorpus } from './corpus.ts';
import { Dice } from './dice.ts';
import { crc32c, seal } from './digests.ts';
import { endings } from './endings.ts';
import { mutations } from './mutations.ts';
import { drawPdu } from './requests.ts';
import { drawShot } from './shots.ts';
import { newStanding } from './standing.ts';
import { states } from './states.ts';
import { MemoryWatch } from './vital-signs.ts';

const draws = 1000;
const numbers = Array.from({ length: draws }, (_, number) => number);

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('what is thrown', () => {
  it('follows from the seed and the number', () => {
    const shots = (seed: number) => numbers.map((number) => digestOf(drawShot(new Dice(seed, number), number, newStanding(), []).bytes));
    expect(shots(1)).toEqual(shots(1));
    const other = shots(2);
    expect(shots(1).filter((digest, at) => digest === other[at]).length).toBeLessThan(draws / 100);
  });

  it('is of every kind of PDU, also those that only a target sends', () => {
    const standing = { ...newStanding(), phase: 'full-feature' as const };
    const opcodes = new Set(Array.from({ length: 6 * draws }, (_, number) => drawPdu(new Dice(3, number), standing)[0]! & 0x3f));
    expect(Object.values(known).filter((opcode) => !opcodes.has(opcode))).toEqual([]);
  });

  it.each(mutations.filter(({ sound }) => sound))('keeps the stream in step where a mutation is sound: $name', ({ apply }) => {
    for (const number of numbers) {
      const dice = new Dice(5, number);
      const standing = { ...newStanding(), phase: number % 2 ? ('login' as const) : ('full-feature' as const) };
      const bytes = apply(drawPdu(dice, standing), dice, () => drawPdu(dice, standing));
      if (lengthsOf(bytes).whole !== bytes.length)
        expect.fail(`PDU ${number} is ${bytes.length} bytes long, and says ${lengthsOf(bytes).whole}`);
    }
  });

  it('bears digests as the standard has them', () => {
    // RFC 3720 §B.4: 32 bytes of zeros.
    expect(crc32c(new Uint8Array(32))).toBe(0x8a91_36aa);
    const pdu = encode({ kind: 'nop-out', data: Uint8Array.of(1, 2, 3) });
    expect(seal(pdu, { header: true, data: true }).length).toBe(pdu.length + 8);
    expect(seal(encode({ kind: 'nop-out' }), { header: false, data: true }).length).toBe(48);
  });
});

describe('the corpus', () => {
  it('is in states that there are, ends as conversations can, and means bytes', async () => {
    for (const { state, ending, comment, lines } of await readCorpus()) {
      expect(states.map(({ name }) => name)).toContain(state);
      expect(endings.map(({ name }) => name)).toContain(ending);
      expect(comment).not.toBe('');
      expect(lines.filter((line) => bytesOf(line, newStanding())?.length === 0)).toEqual([]);
    }
  });

  it('reads what it has written', () => {
    for (const number of numbers.slice(0, 500)) {
      const dice = new Dice(9, number);
      const bytes = Buffer.concat([
        dice.bytes(dice.below(60)),
        Buffer.alloc(dice.below(60), dice.below(4)),
        dice.bytes(dice.below(60)),
        Buffer.of(7),
      ]);
      expect(Buffer.compare(bytesOf(asLine(bytes), newStanding())!, bytes)).toBe(0);
    }
  });
});

const answer = (request: object): Received => decode(new Uint8Array(encode(request as Request)));
const loggedIn = { kind: 'login-response', transit: true, currentStage: 1, nextStage: 3, tsih: 1, statSn: 5, expCmdSn: 1, maxCmdSn: 8 };
const window = { expCmdSn: 1, maxCmdSn: 8 };

describe('the conduct of answers', () => {
  const cases: readonly { readonly what: string; readonly problem: RegExp; readonly answers: readonly object[] }[] = [
    { what: 'a number that is passed over', problem: /StatSN/, answers: [loggedIn, { kind: 'nop-in', final: true, statSn: 7, ...window }] },
    {
      what: 'a number that comes twice',
      problem: /StatSN/,
      answers: [loggedIn, { kind: 'reject', reason: 4, statSn: 6, ...window }, { kind: 'reject', reason: 4, statSn: 6, ...window }],
    },
    {
      what: 'an R2T that takes a number',
      problem: /StatSN/,
      answers: [
        loggedIn,
        { kind: 'r2t', targetTransferTag: 1, desiredDataTransferLength: 4, statSn: 6, ...window },
        { kind: 'scsi-response', statSn: 7, ...window },
      ],
    },
    {
      what: 'a window that goes back',
      problem: /MaxCmdSN goes back/,
      answers: [loggedIn, { kind: 'scsi-response', statSn: 6, expCmdSn: 1, maxCmdSn: 7 }],
    },
    {
      what: 'an ExpCmdSN that goes back',
      problem: /ExpCmdSN goes back/,
      answers: [loggedIn, { kind: 'scsi-response', statSn: 6, expCmdSn: 0, maxCmdSn: 8 }],
    },
    {
      what: 'a window of less than nothing',
      problem: /MaxCmdSN 8 is less/,
      answers: [loggedIn, { kind: 'scsi-response', statSn: 6, expCmdSn: 10, maxCmdSn: 8 }],
    },
    {
      what: 'data that are missing',
      problem: /DataSN/,
      answers: [loggedIn, { kind: 'data-in', dataSn: 0, ...window }, { kind: 'data-in', dataSn: 2, ...window }],
    },
    {
      what: 'an R2T that is missing',
      problem: /R2TSN/,
      answers: [loggedIn, { kind: 'r2t', r2tSn: 3, targetTransferTag: 1, desiredDataTransferLength: 4, statSn: 6, ...window }],
    },
    {
      what: 'an R2T for nothing',
      problem: /asks for nothing/,
      answers: [loggedIn, { kind: 'r2t', targetTransferTag: 1, statSn: 6, ...window }],
    },
    {
      what: 'an answer before the login',
      problem: /before the end of the login/,
      answers: [{ kind: 'scsi-response', statSn: 6, ...window }],
    },
    {
      what: 'words after a login that failed',
      problem: /comes after/,
      answers: [
        { ...loggedIn, transit: false, nextStage: 0, statusClass: 2 },
        { ...loggedIn, statSn: 6 },
      ],
    },
    {
      what: 'words after a logout',
      problem: /comes after/,
      answers: [loggedIn, { kind: 'logout-response', statSn: 6, ...window }, { kind: 'nop-in', statSn: 7, ...window }],
    },
    { what: 'a failure that goes on', problem: /T is set/, answers: [{ ...loggedIn, statusClass: 2 }] },
  ];

  it.each(cases)('finds $what', ({ problem, answers }) => {
    const conduct = new AnswerConduct();
    const problems = answers.map((each) => conduct.received(answer(each)));
    expect(problems.at(-1)).toMatch(problem);
    expect(problems.slice(0, -1)).toEqual(problems.slice(0, -1).map(() => undefined));
  });
});

describe('the watch over memory', () => {
  const MiB = 2 ** 20;
  const watch = () => new MemoryWatch({ boundBytes: 200 * MiB, trendBytes: 64 * MiB });

  it('finds a process that grows beyond its bound once it is warm', () => {
    const memory = watch();
    expect(memory.sample(500 * MiB)).toBeUndefined();
    expect(memory.sample(100 * MiB)).toBeUndefined();
    memory.warm();
    expect(memory.sample(299 * MiB)).toBeUndefined();
    expect(memory.sample(301 * MiB)).toMatch(/301 MiB/);
  });

  it('finds one that never gives back, and not one that does', () => {
    const [growing, breathing] = [watch(), watch()];
    for (let at = 0; at < 400; at++) {
      growing.sample((100 + at * 0.4) * MiB);
      breathing.sample((100 + (at % 50) * 3) * MiB);
    }
    expect(growing.trend()).toMatch(/never holds less/);
    expect(breathing.trend()).toBeUndefined();
  });
});

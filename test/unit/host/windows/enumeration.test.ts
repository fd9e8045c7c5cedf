import { describe, expect, test } from 'vitest';
import { answerKey, enumerateUnits } from '../../../../src/host/windows/enumeration.ts';
import { changer, checkCondition, FakeSession, type FakeUnit, good, tape } from './fake-session.ts';

describe('what goes out', () => {
  test('one logical unit: all of it in one REPORT LUNS, then INQUIRY and the pages', async () => {
    const session = new FakeSession([tape(0, 'SN1')]);
    await enumerateUnits(session);
    expect(session.sent).toEqual([
      '0: A0 00 00 00 00 00 00 00 00 10 00 00',
      '0: 12 00 00 00 24 00',
      '0: 12 01 00 00 FF 00',
      '0: 12 01 83 00 FF 00',
      '0: 12 01 80 00 FF 00',
    ]);
    expect(session.requests.every(({ taskAttribute }) => taskAttribute === 'untagged')).toBe(true);
    expect(session.requests.map(({ read }) => read)).toEqual([16, 36, 255, 255, 255]);
  });

  test('more of them: REPORT LUNS again with room for all, and the lowest number first', async () => {
    const session = new FakeSession([tape(6), tape(5), changer(2)]);
    const found = await enumerateUnits(session);
    expect(found!.map(({ lun }) => lun)).toEqual([2, 5, 6]);
    expect(session.sent.slice(0, 3)).toEqual([
      '0: A0 00 00 00 00 00 00 00 00 10 00 00',
      '0: A0 00 00 00 00 00 00 00 00 20 00 00',
      '2: 12 00 00 00 24 00',
    ]);
  });

  test('without vital product data no page is asked for, and what has no serial number has none', async () => {
    const session = new FakeSession([{ ...tape(0), noPages: true }]);
    const [found] = (await enumerateUnits(session))!;
    expect(session.sent.slice(1)).toEqual(['0: 12 00 00 00 24 00', '0: 12 01 00 00 FF 00']);
    expect(found!.unit.serialNumber).toBeUndefined();
  });

  test('a page that page 00h does not list is not asked for', async () => {
    const session = new FakeSession([tape(0)]);
    await enumerateUnits(session);
    expect(session.sent).not.toContain('0: 12 01 80 00 FF 00');
    expect(session.sent).toContain('0: 12 01 83 00 FF 00');
  });
});

describe('what is found', () => {
  test('strings with their blanks, and the serial number as it stands', async () => {
    const [found] = (await enumerateUnits(new FakeSession([{ ...tape(3, '  A1 '), commandQueueing: true }])))!;
    expect(found).toMatchObject({
      lun: 3,
      unit: {
        peripheralDeviceType: 1,
        vendorId: 'HP      ',
        productId: 'C1537A          ',
        productRevision: '1.00',
        serialNumber: '  A1 ',
        commandQueueing: true,
      },
    });
  });

  test('no unit where no device is connected', async () => {
    const absent: FakeUnit = { ...tape(1), type: 0x1f, qualifier: 3 };
    expect((await enumerateUnits(new FakeSession([tape(0), absent])))!.map(({ lun }) => lun)).toEqual([0]);
  });

  test('nothing is known when the session is gone', async () => {
    const session = new FakeSession([tape(0)]);
    session.state = 'gone';
    expect(await enumerateUnits(session)).toBeUndefined();
  });

  test('every answer is kept under its command, whatever room there was', async () => {
    const [found] = (await enumerateUnits(new FakeSession([tape(0, 'SN1')])))!;
    expect([...found!.answers.keys()]).toEqual(['a0', '120000', '120100', '120183', '120180']);
    expect(found!.answers.get(answerKey(Uint8Array.of(0x12, 1, 0x80, 0, 14, 0)))).toHaveLength(7);
    expect(found!.answers.get(answerKey(Uint8Array.of(0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0)))).toHaveLength(16);
  });
});

test('a unit attention is asked over, and a refusal is not', async () => {
  const session = new FakeSession([tape(0, 'SN1')]);
  const answers = session.execute.bind(session);
  let attentions = 1;
  session.execute = async (request) => {
    const answer = await answers(request);
    if (request.cdb[0] === 0xa0 && attentions-- > 0) return checkCondition(0x06, 0x2900);
    return request.cdb[2] === 0x83 ? checkCondition(0x05, 0x2400) : answer;
  };
  const [found] = (await enumerateUnits(session))!;
  expect(found!.unit.serialNumber).toBe('SN1');
  expect(session.sent.filter((line) => line.includes('A0 00'))).toHaveLength(2);
  expect(session.sent.filter((line) => line.includes('12 01 83'))).toHaveLength(1);
});

test('lists and pages that end too early, or lie about their length, do no harm', async () => {
  const session = new FakeSession([]);
  const listed = Uint8Array.of(0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  const inquiry = Uint8Array.of(0x01, 0x80, 0x02);
  const page = Uint8Array.of(0x01, 0x00, 0xff, 0xff, 0x80);
  session.execute = async ({ cdb }) => good(cdb[0] === 0xa0 ? listed : cdb[1] === 0 ? inquiry : page);
  const [found] = (await enumerateUnits(session))!;
  expect(found).toMatchObject({ lun: 0, unit: { vendorId: '\0'.repeat(8), serialNumber: '\u0080' } });
});

/** The key table of RFC 7143 §12 and §13, seen from outside: what is offered, what is answered, and what the session then goes by. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LabUnderTest, tape } from './lab-under-test.ts';
import { identification, loginStep, newIsid, stage } from './login.ts';
import { type Pairs, pairValue } from './text-pairs.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

/** Offers one pair in the operational stage; gives the answer to its key. */
async function offer(key: string, value: string, fields: { discovery?: boolean } = {}): Promise<string | undefined> {
  const connection = await lab.connect();
  const pairs: Pairs = [...identification(fields.discovery ? { discovery: true } : { targetName: tape }), [key, value]];
  const response = await loginStep(connection, { isid: newIsid(), transit: true, nextStage: stage.fullFeature, pairs });
  expect(response).toMatchObject({ statusClass: 0, transit: true });
  return pairValue(response.pairs, key);
}

describe('lists: the first value that both have (RFC 7143 §6.2.1)', () => {
  it.each([
    ['HeaderDigest', 'None', 'None'],
    ['HeaderDigest', 'CRC32C,None', 'CRC32C'],
    ['HeaderDigest', 'None,CRC32C', 'None'],
    ['DataDigest', 'CRC32C', 'CRC32C'],
    ['DataDigest', 'X-com.example.digest,None', 'None'],
  ])('the list %s=%s is answered %s', async (key, value, answer) => expect(await offer(key, value)).toBe(answer));

  it.each(['HeaderDigest', 'DataDigest'])('%s with nothing the target has is answered Reject', async (key) =>
    expect(await offer(key, 'X-com.example.digest')).toBe('Reject'),
  );

  it('TaskReporting comes to RFC3720 (§13.23)', async () =>
    expect(await offer('TaskReporting', 'FastAbort,ResponseFence,RFC3720')).toBe('RFC3720'));
});

describe('booleans: and, or (RFC 7143 §6.2.2)', () => {
  it.each([
    ['ImmediateData', 'Yes', 'Yes'],
    ['ImmediateData', 'No', 'No'],
    ['InitialR2T', 'Yes', 'Yes'],
    ['InitialR2T', 'No', 'No'],
    ['DataPDUInOrder', 'Yes', 'Yes'],
    ['DataPDUInOrder', 'No', 'Yes'],
    ['DataSequenceInOrder', 'Yes', 'Yes'],
    ['DataSequenceInOrder', 'No', 'Yes'],
  ])('the boolean %s=%s is answered %s', async (key, value, answer) => expect(await offer(key, value)).toBe(answer));

  it.each(['yes', 'YES', 'maybe', '1', ''])('ImmediateData=%s is answered Reject', async (value) =>
    expect(await offer('ImmediateData', value)).toBe('Reject'),
  );
});

describe('numbers: minimum and maximum (RFC 7143 §6.2.2)', () => {
  it.each([
    ['MaxConnections', '1', '1'],
    ['MaxConnections', '65535', '1'],
    ['MaxBurstLength', '512', '512'],
    ['MaxBurstLength', '16777215', '16777215'],
    ['FirstBurstLength', '512', '512'],
    ['FirstBurstLength', '16777215', '262144'],
    ['MaxOutstandingR2T', '1', '1'],
    ['ErrorRecoveryLevel', '0', '0'],
    ['ErrorRecoveryLevel', '2', '0'],
    // The one that is a maximum (§13.15), and its neighbour that is a minimum (§13.16).
    ['DefaultTime2Wait', '3600', '3600'],
    ['DefaultTime2Wait', '2', '2'],
    ['DefaultTime2Retain', '0', '0'],
    ['iSCSIProtocolLevel', '0', '0'],
    ['iSCSIProtocolLevel', '1', '1'],
    ['iSCSIProtocolLevel', '31', '1'],
  ])('the number %s=%s is answered %s', async (key, value, answer) => expect(await offer(key, value)).toBe(answer));

  it.each([
    ['MaxOutstandingR2T', 65_535],
    ['DefaultTime2Retain', 3600],
  ])('%s=%i is answered with no more than that', async (key, value) =>
    expect(Number(await offer(key, `${value}`))).toBeLessThanOrEqual(value),
  );

  it.each([
    ['0x200', 512],
    ['0X1000', 4096],
    ['0x00FFFFff', 16_777_215],
  ])('MaxBurstLength=%s is read as hexadecimal (§6.1)', async (value, meant) =>
    expect(Number(await offer('MaxBurstLength', value))).toBe(meant),
  );

  it.each([
    ['MaxConnections', '0'],
    ['MaxConnections', '65536'],
    ['MaxBurstLength', '511'],
    ['MaxBurstLength', '16777216'],
    ['MaxBurstLength', '-1'],
    ['MaxBurstLength', '65536 '],
    ['MaxBurstLength', '64k'],
    ['MaxBurstLength', ''],
    ['FirstBurstLength', '511'],
    ['MaxOutstandingR2T', '0'],
    ['ErrorRecoveryLevel', '3'],
    ['DefaultTime2Wait', '3601'],
    ['DefaultTime2Retain', '3601'],
  ])('%s=%s is out of range and answered Reject', async (key, value) => expect(await offer(key, value)).toBe('Reject'));
});

describe('declarations are taken note of and not answered (RFC 7143 §6.2)', () => {
  it.each([
    ['InitiatorAlias', 'the host under the desk'],
    ['InitiatorAlias', 'Größe'],
    ['X#NodeArchitecture', 'ExampleOS/v1.23'],
  ])('the declaration %s=%s is not answered', async (key, value) => expect(await offer(key, value)).toBeUndefined());

  it.each(['511', '16777216', 'long'])('MaxRecvDataSegmentLength=%s, which cannot be, ends the login (§7.12)', async (value) => {
    const connection = await lab.connect();
    const pairs: Pairs = [...identification({ targetName: tape }), ['MaxRecvDataSegmentLength', value]];
    expect(await loginStep(connection, { isid: newIsid(), pairs })).toMatchObject({ statusClass: 2, statusDetail: 0 });
    await connection.closed();
  });

  it('MaxRecvDataSegmentLength, for which the target declares its own', async () =>
    expect(Number(await offer('MaxRecvDataSegmentLength', '512'))).toBeGreaterThanOrEqual(1024 * 1024));
});

describe('markers are gone (RFC 7143 §13.25)', () => {
  it.each([
    ['OFMarker', 'Yes', 'No'],
    ['OFMarker', 'No', 'No'],
    ['IFMarker', 'Yes', 'No'],
    ['IFMarker', 'No', 'No'],
    ['OFMarkInt', '2048~8192', 'Reject'],
    ['IFMarkInt', '2048', 'Reject'],
  ])('the former key %s=%s is answered %s', async (key, value, answer) => expect(await offer(key, value)).toBe(answer));
});

describe('what the target does not know (RFC 7143 §6.2, §13.22)', () => {
  it.each(['X-com.example.key', 'X-', 'RDMAExtensions', 'MaxAHSLength', 'Zorro'])('%s is answered NotUnderstood', async (key) =>
    expect(await offer(key, 'Yes')).toBe('NotUnderstood'),
  );

  it.each(['NotUnderstood', 'Irrelevant', 'Reject'])('"%s" is an answer and not answered again', async (value) =>
    expect(await offer('X-com.example.key', value)).toBeUndefined(),
  );
});

describe('keys of the data path in a discovery session', () => {
  it.each(['MaxConnections', 'InitialR2T', 'ImmediateData', 'MaxBurstLength', 'FirstBurstLength', 'MaxOutstandingR2T', 'DataPDUInOrder'])(
    '%s is answered Irrelevant (RFC 7143 §13)',
    async (key) => {
      const value = /R2T$|Data$|Order$/.test(key) && key !== 'MaxOutstandingR2T' ? 'Yes' : '1024';
      expect(await offer(key, value, { discovery: true })).toBe('Irrelevant');
    },
  );
});

describe('many keys at once', () => {
  it('FirstBurstLength comes to no more than MaxBurstLength, whichever is spoken of first (§13.14)', async () => {
    const offers: Pairs = [
      ['FirstBurstLength', '65536'],
      ['MaxBurstLength', '4096'],
    ];
    for (const pairs of [offers, offers.toReversed()]) {
      const connection = await lab.connect();
      const all = [...identification({ targetName: tape }), ...pairs];
      const response = await loginStep(connection, { isid: newIsid(), transit: true, nextStage: stage.fullFeature, pairs: all });
      expect(pairValue(response.pairs, 'MaxBurstLength')).toBe('4096');
      expect(Number(pairValue(response.pairs, 'FirstBurstLength'))).toBeLessThanOrEqual(4096);
    }
  });

  it('are answered one by one, each once, whatever their order', async () => {
    const offers: Pairs = [
      ['MaxOutstandingR2T', '1'],
      ['X-com.example.first', '1'],
      ['HeaderDigest', 'CRC32C,None'],
      ['OFMarker', 'Yes'],
      ['MaxBurstLength', '70000'],
      ['FirstBurstLength', '70000'],
      ['ImmediateData', 'Yes'],
      ['OFMarkInt', '1'],
      ['InitialR2T', 'No'],
      ['MaxConnections', '4'],
    ];
    const connection = await lab.connect();
    const pairs = [...identification({ targetName: tape }), ...offers];
    const response = await loginStep(connection, { isid: newIsid(), transit: true, nextStage: stage.fullFeature, pairs });
    const answers = Object.fromEntries(offers.map(([key]) => [key, pairValue(response.pairs, key)]));
    expect(answers).toEqual({
      MaxOutstandingR2T: '1',
      'X-com.example.first': 'NotUnderstood',
      HeaderDigest: 'CRC32C',
      OFMarker: 'No',
      MaxBurstLength: '70000',
      FirstBurstLength: '70000',
      ImmediateData: 'Yes',
      OFMarkInt: 'Reject',
      InitialR2T: 'No',
      MaxConnections: '1',
    });
  });
});

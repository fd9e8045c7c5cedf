import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { type DataInPiece, DataInSequence } from '../../../src/iscsi/data-in-sequence.ts';
import { pattern, settled } from './rig.ts';

function sequence({ expectedLength = 1000, segment = 100, burst = 250, drained = (): Promise<void> | undefined => undefined } = {}) {
  const sent: DataInPiece[] = [];
  const made = new DataInSequence({
    expectedLength,
    parameters: () => ({
      initialR2T: true,
      immediateData: true,
      maximumBurstLength: burst,
      firstBurstLength: burst,
      maximumOutstandingR2T: 1,
      maximumSendDataSegmentLength: segment,
      time2WaitSeconds: 0,
      time2RetainSeconds: 0,
    }),
    send: (piece) => sent.push(piece),
    drained,
  });
  return { made, sent };
}

describe('data in', () => {
  test('is cut at the segment and at the burst, with F at the end of each burst', async () => {
    const { made, sent } = sequence();
    expect(made.send(pattern(600))).toBeUndefined();
    const last = await made.finish();
    const all = [...sent, last!];
    expect(all.map(({ bufferOffset, data, dataSn, final }) => [dataSn, bufferOffset, data.length, final])).toEqual([
      [0, 0, 100, false],
      [1, 100, 100, false],
      [2, 200, 50, true],
      [3, 250, 100, false],
      [4, 350, 100, false],
      [5, 450, 50, true],
      [6, 500, 100, true],
    ]);
    expect(ByteList.concat(all.map(({ data }) => data)).toBytes()).toEqual(pattern(600).toBytes());
  });

  test('the last piece is a view and waits for the status, however much there is', async () => {
    const { made, sent } = sequence();
    const data = pattern(40);
    made.send(data);
    expect(sent).toEqual([]);
    expect((await made.finish())?.data.pieces[0]).toBe(data.pieces[0]);
  });

  test('what exceeds the expected length does not leave', async () => {
    const { made } = sequence({ expectedLength: 30 });
    made.send(pattern(50));
    made.send(pattern(10));
    expect((await made.finish())?.data.length).toBe(30);
    expect(made.presented).toBe(60);
  });

  test('no data, no piece', async () => {
    expect(await sequence().made.finish()).toBeUndefined();
  });

  test('waits while the transport is full', async () => {
    let full: Promise<void> | undefined;
    let drain = (): void => {};
    const { made, sent } = sequence({ drained: () => full });
    full = new Promise((resolve) => {
      drain = resolve;
    });
    const sending = made.send(pattern(250));
    expect(sent).toEqual([]);
    full = undefined;
    drain();
    await sending;
    expect(sent).toHaveLength(2);
  });

  test('an abort stops what is still to be sent', async () => {
    let full: Promise<void> | undefined = Promise.resolve();
    const { made, sent } = sequence({ drained: () => full });
    const sending = made.send(pattern(250));
    made.abort();
    full = undefined;
    await sending;
    await settled();
    expect(sent).toEqual([]);
    expect(await made.finish()).toBeUndefined();
  });
});

import { expect, test } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { Timestamp, TimestampOrigin } from '../../../src/scsi/timestamp.ts';

const bySet = { timestampChangeableOutsideStandard: false, scsiPrecedence: true };

test('48 bits count round', () => {
  const clock = new ManualClock();
  const timestamp = new Timestamp(clock);
  timestamp.set(2 ** 48 - 1);
  clock.advance(3);
  expect(timestamp.read(bySet)).toEqual({ origin: TimestampOrigin.setTimestampCommand, milliseconds: 2 });
});

test('without precedence the lab has the last word', () => {
  const timestamp = new Timestamp(new ManualClock(77));
  timestamp.set(5);
  expect(timestamp.read({ timestampChangeableOutsideStandard: true, scsiPrecedence: false })).toEqual({
    origin: TimestampOrigin.outsideStandard,
    milliseconds: 77,
  });
});

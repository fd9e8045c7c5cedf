/** A clock that runs faster than the system's, for tests that wait for the target's patience to end and not for a certain moment. */
import { type Clock, systemClock } from '../../src/foundation/clock.ts';

export const hastened = (times: number): Clock => ({
  now: () => systemClock.now(),
  elapsed: () => systemClock.elapsed() * times,
  schedule: (delayMs, action) => systemClock.schedule(delayMs / times, action),
});

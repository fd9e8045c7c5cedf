/** The parts of the bench, in the order in which they are measured, by the names that `--only` takes. */
import { bareAnswers } from './bare-answers.ts';
import { bareLimit } from './bare-limit.ts';
import { digests } from './digests.ts';
import type { Measurement } from './figure.ts';
import { growth } from './growth.ts';
import { memory } from './memory.ts';
import { roundTrips } from './round-trips.ts';
import { sessions } from './sessions.ts';
import { start } from './start.ts';
import { throughput } from './throughput.ts';

export const sections: Readonly<Record<string, Measurement>> = {
  throughput,
  'bare-limit': bareLimit,
  'bare-answers': bareAnswers,
  digests,
  'round-trips': roundTrips,
  sessions,
  growth,
  memory,
  start,
};

/**
 * Whether a command has failed, as rules mean it. CHECK CONDITION alone does not say so: early warning, a filemark, a block of another length and an
 * error that has been recovered from are told with it when the command was carried out (SPC-5 §4.4.6, its table of sense keys).
 */
import type { Outcome } from '../scsi/outcome.ts';
import { SenseKey } from '../scsi/sense.ts';
import { Status } from '../scsi/status.ts';

const carriedOut: readonly (number | undefined)[] = [SenseKey.noSense, SenseKey.recoveredError, SenseKey.completed];

export const hasFailed = ({ status, sense }: Pick<Outcome, 'status' | 'sense'>): boolean =>
  status === Status.checkCondition ? !carriedOut.includes(sense?.key) : status !== Status.good && status !== Status.conditionMet;

/** The words that scenarios may use of the house, besides those of rules. */
import { expandBarcodes } from './cartridge/barcode.ts';
import { describeNew } from './cartridge/cartridge-specification.ts';
import type { Surroundings } from './config/surroundings.ts';
import { modelFacts } from './configured-drive.ts';
import { changerFacts } from './configured-library.ts';
import { faultVocabulary } from './fault-vocabulary.ts';
import { UserError } from './foundation/user-error.ts';
import { iscsiNameProblem } from './iscsi/iscsi-name.ts';
import type { ScenarioVocabulary } from './scenario/vocabulary.ts';
import { senseKeyName } from './scsi/sense.ts';
import { Status, statusName } from './scsi/status.ts';
import { wordsOfEvents } from './trace-entries.ts';
import { TaskManagementFunctionCode } from './wire/task-management-request.ts';

/** A scenario is passed around, and secrets are not. */
const secretIn = (file: string): never => {
  throw new UserError('scenario-invalid', `A scenario has no secrets, and ${file} would be one.`, {
    hint: 'run it in the lab of a home instead, whose configuration has them.',
  });
};

const configuration: Surroundings = {
  models: modelFacts,
  changerModels: changerFacts,
  iscsiNameProblem,
  barcodesIn: expandBarcodes,
  secretIn,
};

export const scenarioVocabulary: ScenarioVocabulary = {
  ...faultVocabulary,
  configuration,
  statuses: [...Object.values(Status).map(statusName), 'aborted'],
  senseKeys: Array.from({ length: 16 }, (_, key) => senseKeyName(key)),
  taskManagementFunctions: Object.keys(TaskManagementFunctionCode).map((name) =>
    name.replace(/[A-Z]/g, (letter) => ` ${letter}`).toUpperCase(),
  ),
  events: Object.keys(wordsOfEvents),
  checkCartridge: (specification) => void describeNew(specification, { now: () => 0 }),
};

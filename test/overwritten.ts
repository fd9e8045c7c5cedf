/**
 * Runs before every file of `npm test`: memory that is given back is overwritten at once, so that a byte which somebody reads after that is seen
 * to be wrong in whatever the test compares.
 */
import { overwriteWhatIsGivenBack } from '../src/foundation/slab.ts';

export const overwritten = 0xdb;
overwriteWhatIsGivenBack(overwritten);

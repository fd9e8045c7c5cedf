/** What the machine that the tests run on has. */
import { networkInterfaces } from 'node:os';

/** Where it is missing, what needs it cannot be tested; everywhere else it is. */
export const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'));

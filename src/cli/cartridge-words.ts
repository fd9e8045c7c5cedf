/** How the cartridge verbs speak of a cartridge's state. */
import type { CartridgeView } from '../control/views.ts';
import { count } from './verb.ts';

/** What distinguishes it from a rewritable cartridge of one partition: `recorded`, `WORM`, `2 partitions`, `write-protected`. */
export function stateInWords(cartridge: CartridgeView): string[] {
  const { usesLeft, recording, partitions, writeOnce, discardsData, writeProtected } = cartridge;
  return [
    usesLeft === undefined ? recording : `${count(usesLeft, 'use')} left`,
    ...(partitions.length > 1 ? [count(partitions.length, 'partition')] : []),
    ...(writeOnce ? ['WORM'] : []),
    ...(discardsData ? ['discards data'] : []),
    ...(writeProtected ? ['write-protected'] : []),
    ...(cartridge.label === undefined ? [] : [{ unreadable: 'unreadable label', none: 'no label' }[cartridge.label]]),
    ...hostProtection[cartridge.hostWriteProtection],
  ];
}

const hostProtection = {
  none: [],
  persistent: ['write-protected by a host'],
  permanent: ['write-protected by a host for good'],
} as const;

/** The rows of a medium changer (SMC-3 §6), beside those that every logical unit has. */
import type { Command } from '../../scsi/command.ts';
import type { Changer } from '../changer.ts';
import { moveMedium } from './move-medium.ts';

export const changerCommands: readonly Command<Changer>[] = [moveMedium];

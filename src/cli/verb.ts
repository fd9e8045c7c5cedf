/**
 * What all verbs share: the options that each has, the way to a home (through its server when there is one, else by taking it for a moment), and
 * how a verb answers: one plain sentence, a hint where there is a natural next step, or JSON.
 */
import { setTimeout } from 'node:timers/promises';
import { Command } from '@commander-js/extra-typings';
import type { Actions, CartridgeActions } from '../control/actions.ts';
import { ControlClient } from '../control/control-client.ts';
import { UserError } from '../foundation/user-error.ts';
import type { Composition } from './composition.ts';

export const defaultHome = './tapelab-home';

/** What names `home` in a command that is ready to be copied. */
export const homeOption = (home: string): string => (home === defaultHome ? '' : ` --home ${home}`);

/** `1 block`, `2 blocks`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** A command with the options of every verb. */
export const verb = (name: string, summary: string) =>
  new Command(name)
    .description(summary)
    .option('--home <dir>', 'the folder of cartridges, configuration and state', parseHome, defaultHome)
    .option('--json', 'answer in JSON');

function parseHome(folder: string): string {
  if (folder !== '') return folder;
  throw new UserError('usage', 'The home has no name.', { hint: 'leave --home out for ./tapelab-home, or name a folder.', exitCode: 2 });
}

/** What a verb says when it is done. */
export interface Answer {
  /** For `--json`. */
  readonly value: unknown;
  readonly text: string;
  readonly hint?: string | undefined;
}

export function answer({ say }: Composition, { json }: { json?: true | undefined }, { value, text, hint }: Answer): void {
  if (json) say(JSON.stringify(value, undefined, 2));
  else say(hint === undefined ? text : `${text}\nHint: ${hint}`);
}

/** Does `work` with the actions of a running server. @throws UserError with exit code 3 when there is none. */
export const withServer = <T>(home: string, work: (actions: Actions) => Promise<T>): Promise<T> =>
  patiently(async () => {
    const client = await ControlClient.find(home);
    if (client !== undefined) return work(client.actions);
    throw new UserError('server-missing', `No server is running on the home ${home}.`, {
      hint: `start one with 'tapelab serve${homeOption(home)}'.`,
      exitCode: 3,
    });
  });

/** Does `work` with the cartridges of a home, whoever has it; `create` makes a home that is not there. */
export const withCartridges = <T>(
  composition: Composition,
  home: string,
  options: { program: string; create?: boolean },
  work: (actions: CartridgeActions) => Promise<T>,
): Promise<T> =>
  patiently(async () => {
    const client = await ControlClient.find(home);
    if (client !== undefined) return work(client.actions);
    const own = await composition.openHome(home, { create: false, ...options });
    try {
      return await work(own.actions);
    } finally {
      await own.close();
    }
  });

/** How long a server may take to start or stop, and another verb to be done with the home. */
const patienceMs = 5_000;
const pauseMs = 50;
const passing: readonly string[] = ['home-not-ready', 'home-in-use'];

/** Waits for a home that somebody has for a moment only: scripts run verbs at once, or right after they have started a server. */
async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let waited = 0; ; waited += pauseMs) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof UserError) || !passing.includes(error.code) || waited >= patienceMs) throw error;
    }
    await setTimeout(pauseMs);
  }
}

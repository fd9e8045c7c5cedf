/**
 * How `mt` and `mtx` are told which device, and who asks for it. The options stand with the noun, so that they come before the verb as in the programs of
 * the same names, or after it.
 */
import { readFile } from 'node:fs/promises';
import { Command, Option } from '@commander-js/extra-typings';
import { parseDuration } from '../foundation/quantity.ts';
import { Secret } from '../foundation/secret.ts';
import { UserError } from '../foundation/user-error.ts';
import type { ChapCredentials } from '../host/initiator/chap.ts';
import { type InitiatorProfileName, initiatorProfiles } from '../host/initiator/profiles.ts';

const digests = ['none', 'header', 'data', 'both'] as const;

/** As a verb finds them, wherever they stood. */
export interface DeviceOptions {
  readonly file: string;
  readonly json?: true;
  readonly profile: InitiatorProfileName;
  readonly initiatorName?: string;
  readonly chapUser?: string;
  readonly chapSecretFile?: string;
  readonly digests?: (typeof digests)[number];
  readonly timeout?: number;
}

/** Where a server is that was started without a word. */
const defaultAddress = 'iscsi://127.0.0.1';

/** Gives a noun the options of its verbs; `variable` of the environment names the device too. */
export const withDeviceOptions = (noun: Command, variable: string): Command =>
  noun
    .addOption(
      new Option('-f, --file <address>', 'iscsi://[USER@]HOST[:PORT][/TARGET[/LUN]]; what is left out is found out')
        .env(variable)
        .default(defaultAddress),
    )
    .addOption(new Option('--profile <initiator>', 'log in as this one does').choices(Object.keys(initiatorProfiles)).default('tapelab'))
    .option('--initiator-name <name>', 'our iSCSI name')
    .option('--chap-user <name>', 'prove who we are under this name')
    .option('--chap-secret-file <file>', 'with the secret in this file')
    .addOption(new Option('--digests <which>', 'check headers, data or both by CRC32C').choices(digests))
    .option('--timeout <duration>', 'no command gets longer than this (default: as long as a tape may take)', parseDuration)
    .option('--json', 'answer in JSON') as Command;

/** A verb of such a noun. */
export const deviceVerb = (name: string, summary: string) =>
  new Command(name).description(summary).configureHelp({ showGlobalOptions: true });

/** The options of a verb and of its noun. */
export const deviceOptions = (command: { optsWithGlobals(): object }): DeviceOptions => command.optsWithGlobals() as DeviceOptions;

/** By what we prove who we are; `user` is that of the address. @throws UserError when half of it is missing */
export async function credentialOf(
  { chapUser, chapSecretFile: file }: DeviceOptions,
  user: string | undefined,
): Promise<ChapCredentials | undefined> {
  const name = chapUser ?? user;
  if (name === undefined && file === undefined) return undefined;
  if (name === undefined)
    throw new UserError('usage', 'There is a secret and no user whose it is.', { hint: 'name the user with --chap-user.', exitCode: 2 });
  if (file === undefined)
    throw new UserError('usage', `There is no secret for the CHAP user ${name}.`, {
      hint: 'put it into a file that only you can read, and name that with --chap-secret-file.',
      exitCode: 2,
    });
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UserError('secret-unreadable', `The secret in ${file} cannot be read.`, { cause });
  });
  // Editors end a file with a line end, which is none of the secret's.
  const secret = text.replace(/\r?\n$/, '');
  if (secret === '') throw new UserError('secret-empty', `There is no secret in ${file}.`);
  return { name, secret: Secret.ofText(secret) };
}

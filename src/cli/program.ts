/**
 * The command `tapelab`: noun, then verb. Runs one command line and answers the exit code: 0 done, 1 refused or failed, 2 not understood,
 * 3 no server is running.
 */
import { type Command, CommanderError } from '@commander-js/extra-typings';
import { UserError } from '../foundation/user-error.ts';
import type { Composition } from './composition.ts';
import { noun } from './noun.ts';

/** What a command line begins with, in the order of the help. Each is loaded when it is named: what serves needs no tape reader, and the reverse. */
const beginnings: Readonly<Record<string, () => Promise<(composition: Composition) => object>>> = {
  serve: async () => (await import('./serve.ts')).serveVerb,
  status: async () => (await import('./status.ts')).statusVerb,
  cartridge: async () => (await import('./cartridge.ts')).cartridgeNoun,
  drive: async () => (await import('./drive.ts')).driveNoun,
  library: async () => (await import('./library.ts')).libraryNoun,
  move: async () => (await import('./move.ts')).moveVerb,
  session: async () => (await import('./session.ts')).sessionNoun,
  fault: async () => (await import('./fault.ts')).faultNoun,
  scenario: async () => (await import('./scenario.ts')).scenarioNoun,
  reproduce: async () => (await import('./reproduce.ts')).reproduceNoun,
  trace: async () => (await import('./trace.ts')).traceNoun,
  mt: async () => (await import('./mt.ts')).mtNoun,
  mtx: async () => (await import('./mtx.ts')).mtxNoun,
  mtf: async () => (await import('./mtf.ts')).mtfNoun,
};

/** The command with as much of it as `first`, the first word, asks for: all, where it names none and help or a suggestion is due. */
async function commandLine(first: string, version: string, composition: Composition): Promise<Command> {
  const names = first === '--version' ? [] : Object.hasOwn(beginnings, first) ? [first] : Object.keys(beginnings);
  const made = await Promise.all(names.map(async (name) => (await beginnings[name]!())(composition)));
  return noun('tapelab', 'an iSCSI target that behaves like a tape drive or a tape library', made).version(
    version,
    '--version',
    'say the version',
  );
}

/** `words` are the command line after the command's own name. Never throws. */
export async function run(words: readonly string[], version: string, composition: Composition): Promise<number> {
  try {
    const program = await commandLine(words[0] ?? '', version, composition);
    forEach(program, (command) => {
      command
        .exitOverride()
        .helpCommand(false)
        .helpOption('--help', 'say this')
        // Errors are told below, all in one way; what is left to write is help.
        .configureOutput({
          writeOut: (text) => composition.say(text.trimEnd()),
          writeErr: (text) => composition.complain(text.trimEnd()),
          outputError: () => {},
        });
    });
    await program.parseAsync([...words], { from: 'user' });
    return 0;
  } catch (error) {
    return complain(error, words, composition);
  }
}

function forEach(command: Command, action: (command: Command) => void): void {
  action(command);
  for (const child of command.commands) forEach(child as Command, action);
}

async function complain(error: unknown, words: readonly string[], { complain: tell }: Composition): Promise<number> {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  if (error instanceof CommanderError && error.code === 'commander.help') return 2;
  const { problemOf } = await import('../control/problem.ts');
  const told = error instanceof CommanderError ? usageError(error) : error;
  const { code, detail: message, hint, exitCode } = problemOf(told);
  if (words.includes('--json')) tell(JSON.stringify({ error: { code, message, exitCode, hint } }));
  else tell(`tapelab: ${sentence(message)}${hint === undefined ? '' : `\nHint: ${stopped(hint)}`}`);
  if (!(told instanceof UserError) && error instanceof Error && error.stack !== undefined) tell(error.stack);
  return exitCode;
}

const stopped = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);

/** With a capital and a full stop; what begins with a name or a place in a file stays as it is. */
const sentence = (text: string): string => stopped(text.replace(/^[a-z]+(?= )/, (word) => word.charAt(0).toUpperCase() + word.slice(1)));

/** `error: unknown option '--lsten'` and `(Did you mean --listen?)` as a sentence and a hint. */
function usageError({ message }: CommanderError): UserError {
  const [what = '', meant] = message.replace(/^error: /, '').split('\n');
  const hint = meant?.replace(/^\(Did you mean (.*)\?\)$/, "did you mean '$1'?") ?? "'--help' after the verb says what it takes.";
  return new UserError('usage', what, { hint, exitCode: 2 });
}

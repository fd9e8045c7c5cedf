/**
 * The command `tapelab`: noun, then verb. Runs one command line and answers the exit code: 0 done, 1 refused or failed, 2 not understood,
 * 3 no server is running.
 */
import { Command, CommanderError } from '@commander-js/extra-typings';
import { problemOf } from '../control/problem.ts';
import { UserError } from '../foundation/user-error.ts';
import { cartridgeCheckVerb } from './cartridge-check.ts';
import { cartridgeCreateVerb } from './cartridge-create.ts';
import { cartridgeExportVerb } from './cartridge-export.ts';
import { cartridgeImportVerb } from './cartridge-import.ts';
import { cartridgeLabelVerb } from './cartridge-label.ts';
import { cartridgeListVerb } from './cartridge-list.ts';
import { cartridgeProtectVerb, cartridgeUnprotectVerb } from './cartridge-protect.ts';
import { cartridgeShowVerb } from './cartridge-show.ts';
import type { Composition } from './composition.ts';
import { driveEjectVerb } from './drive-eject.ts';
import { driveInsertVerb } from './drive-insert.ts';
import { driveLoadVerb } from './drive-load.ts';
import { driveListVerb, driveShowVerb } from './drive-show.ts';
import { driveStackVerb } from './drive-stack.ts';
import { driveUnloadVerb } from './drive-unload.ts';
import { faultAddVerb } from './fault-add.ts';
import { faultExplainVerb } from './fault-explain.ts';
import { faultListVerb } from './fault-list.ts';
import { faultPresetsVerb } from './fault-presets.ts';
import { faultRemoveVerb } from './fault-remove.ts';
import { faultResetVerb } from './fault-reset.ts';
import { faultShowVerb } from './fault-show.ts';
import { faultStateVerb } from './fault-state.ts';
import { libraryDoorCloseVerb, libraryDoorOpenVerb } from './library-door.ts';
import { libraryListVerb } from './library-list.ts';
import { libraryMailSlotInsertVerb, libraryMailSlotTakeVerb } from './library-mailslot.ts';
import { libraryOfflineVerb, libraryOnlineVerb } from './library-online.ts';
import { libraryExchangeVerb, libraryLoadVerb, libraryTransferVerb, libraryUnloadVerb } from './library-robot.ts';
import { libraryShowVerb } from './library-show.ts';
import { libraryStatusVerb } from './library-status.ts';
import { moveVerb } from './move.ts';
import { mtNoun } from './mt.ts';
import { mtfExtractVerb } from './mtf-extract.ts';
import { mtfListVerb } from './mtf-list.ts';
import { mtfVerifyVerb } from './mtf-verify.ts';
import { mtxNoun } from './mtx.ts';
import { reproduceKb839591Verb } from './reproduce-kb839591.ts';
import { reproduceKb889330Verb } from './reproduce-kb889330.ts';
import { scenarioCheckVerb } from './scenario-check.ts';
import { scenarioRunVerb } from './scenario-run.ts';
import { scenarioStateVerb, scenarioStopVerb } from './scenario-state.ts';
import { serveVerb } from './serve.ts';
import { sessionDropVerb } from './session-drop.ts';
import { sessionEndVerb } from './session-end.ts';
import { sessionListVerb } from './session-list.ts';
import { sessionLogoutVerb } from './session-logout.ts';
import { sessionNegotiateVerb } from './session-negotiate.ts';
import { sessionNotifyVerb } from './session-notify.ts';
import { statusVerb } from './status.ts';
import { traceSaveVerb } from './trace-save.ts';
import { traceTailVerb } from './trace-tail.ts';

const noun = (name: string, summary: string, verbs: readonly object[]): Command =>
  verbs.reduce((group: Command, made) => group.addCommand(made as Command), new Command(name).description(summary) as Command);

const commandLine = (composition: Composition, version: string): Command =>
  noun('tapelab', 'an iSCSI target that behaves like a tape drive or a tape library', [
    serveVerb(composition),
    statusVerb(composition),
    noun('cartridge', 'the cartridges of a home', [
      cartridgeCreateVerb(composition),
      cartridgeListVerb(composition),
      cartridgeShowVerb(composition),
      cartridgeCheckVerb(composition),
      cartridgeProtectVerb(composition),
      cartridgeUnprotectVerb(composition),
      cartridgeLabelVerb(composition),
      cartridgeImportVerb(composition),
      cartridgeExportVerb(composition),
    ]),
    noun('drive', 'the drives of a running server', [
      driveListVerb(composition),
      driveShowVerb(composition),
      driveLoadVerb(composition),
      driveUnloadVerb(composition),
      driveEjectVerb(composition),
      driveInsertVerb(composition),
      driveStackVerb(composition),
    ]),
    noun('library', 'the libraries of a running server', [
      libraryListVerb(composition),
      libraryShowVerb(composition),
      noun('door', 'the door of a library', [libraryDoorOpenVerb(composition), libraryDoorCloseVerb(composition)]),
      noun('mailslot', 'the mail slots of a library', [libraryMailSlotInsertVerb(composition), libraryMailSlotTakeVerb(composition)]),
      libraryOnlineVerb(composition),
      libraryOfflineVerb(composition),
      libraryStatusVerb(composition),
      libraryLoadVerb(composition),
      libraryUnloadVerb(composition),
      libraryTransferVerb(composition),
      libraryExchangeVerb(composition),
    ]),
    moveVerb(composition),
    noun('session', 'the sessions of a running server', [
      sessionListVerb(composition),
      sessionLogoutVerb(composition),
      sessionNegotiateVerb(composition),
      sessionEndVerb(composition),
      sessionDropVerb(composition),
      sessionNotifyVerb(composition),
    ]),
    noun('fault', 'what goes wrong in a running server, by rules', [
      faultAddVerb(composition),
      faultListVerb(composition),
      faultShowVerb(composition),
      faultRemoveVerb(composition),
      faultResetVerb(composition),
      faultStateVerb(composition),
      faultPresetsVerb(composition),
      faultExplainVerb(composition),
    ]),
    noun('scenario', 'what goes wrong when, and what is expected of the host, by a script', [
      scenarioRunVerb(composition),
      scenarioCheckVerb(composition),
      scenarioStateVerb(composition),
      scenarioStopVerb(composition),
    ]),
    noun('reproduce', 'what Microsoft tells of two failures, on a simulated Windows', [
      reproduceKb889330Verb(composition),
      reproduceKb839591Verb(composition),
    ]),
    noun('trace', 'what has happened on a running server', [traceTailVerb(composition), traceSaveVerb(composition)]),
    mtNoun(composition),
    mtxNoun(composition),
    noun('mtf', 'backups in Microsoft Tape Format, on cartridges and in tape images', [
      mtfListVerb(composition),
      mtfExtractVerb(composition),
      mtfVerifyVerb(composition),
    ]),
  ]).version(version, '--version', 'say the version');

/** `words` are the command line after the command's own name. Never throws. */
export async function run(words: readonly string[], version: string, composition: Composition): Promise<number> {
  const program = commandLine(composition, version);
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
  try {
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

function complain(error: unknown, words: readonly string[], { complain: tell }: Composition): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  if (error instanceof CommanderError && error.code === 'commander.help') return 2;
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

/** `tapelab mt tell`, `load`, `unload` and `erase`: verbs with an answer or options of their own. */
import type { Composition } from './composition.ts';
import { done, withTape } from './device-connection.ts';
import { deviceVerb } from './device-options.ts';
import { placeInWords, positionOf } from './mt-words.ts';

export const mtTellVerb = (composition: Composition) =>
  deviceVerb('tell', 'where the tape stands').action((_options, command) =>
    withTape({
      composition,
      command,
      work: async (tape) => {
        const position = await positionOf(tape);
        return {
          value: { position },
          text: position.object === undefined ? `The tape is ${placeInWords(position)}.` : `At block ${position.object}.`,
        };
      },
    }),
  );

export const mtLoadVerb = (composition: Composition) =>
  deviceVerb('load', 'thread the cartridge that waits in the drive').action((_options, command) =>
    withTape({
      composition,
      command,
      needsReady: false,
      work: async (tape) => {
        await done(tape.load());
        return { value: { loaded: true }, text: 'The cartridge is loaded.' };
      },
    }),
  );

export const mtUnloadVerb = (composition: Composition) =>
  deviceVerb('unload', 'rewind, and give the cartridge out')
    .alias('offline')
    .alias('rewoffl')
    .alias('eject')
    .action((_options, command) =>
      withTape({
        composition,
        command,
        needsReady: false,
        work: async (tape) => {
          await done(tape.unload());
          return { value: { loaded: false }, text: 'The cartridge is unloaded.' };
        },
      }),
    );

export const mtEraseVerb = (composition: Composition) =>
  deviceVerb('erase', 'leave nothing to be read from here on')
    .option('--short', 'only mark the end of the data here, and do not wipe the rest of the tape')
    .action(({ short }, command) =>
      withTape({
        composition,
        command,
        work: async (tape) => {
          await done(tape.erase({ whole: short !== true }));
          const position = await positionOf(tape);
          return { value: { position }, text: `The tape is erased from here on; it is ${placeInWords(position)}.` };
        },
      }),
    );

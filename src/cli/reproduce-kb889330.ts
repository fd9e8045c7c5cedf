/** `tapelab reproduce kb889330`: tape and changer lose their connection during a backup, on a simulated Windows. */
import { Option } from '@commander-js/extra-typings';
import { axes } from '../reproduce/kb889330/article.ts';
import type { Composition } from './composition.ts';
import { playAndTell, reproduceVerb } from './reproduce-words.ts';

const bits = ['0', '1'] as const;

export const reproduceKb889330Verb = (composition: Composition) =>
  reproduceVerb('kb889330', 'tape and changer lose their connection during a backup, and have other names when they return')
    .addOption(new Option('--os <version>', 'the version of Windows').choices(axes.os).default('w2k' as const))
    .addOption(
      new Option('--persistence <value>', 'Persistence in the registry, of tapes and of changers').choices(bits).default('0' as const),
    )
    .addOption(new Option('--changer-persistence <value>', 'that of changers, where it is another').choices(bits))
    .addOption(new Option('--outage <duration>', 'how long they are away').choices(axes.outage).default('90s' as const))
    .addOption(
      new Option('--handle <how>', 'whether the backup program holds its handles open between two jobs')
        .choices(axes.handle)
        .default('open' as const),
    )
    .addOption(
      new Option('--driver <driver>', 'the class driver: that of Windows, or that of the backup program')
        .choices(axes.driver)
        .default('tape.sys' as const),
    )
    .addOption(new Option('--what <devices>', 'what is cut off').choices(axes.what).default('both' as const))
    .option('--restart', 'restart the computer afterwards, and back up again')
    .action(async (options) => {
      const { kb889330 } = await import('../reproduce/kb889330/reproduction.ts');
      const persistence = options.persistence === '1' ? 1 : 0;
      const combination = {
        os: options.os,
        persistence,
        changerPersistence: options.changerPersistence === undefined ? persistence : options.changerPersistence === '1' ? 1 : 0,
        outage: options.outage,
        handle: options.handle,
        driver: options.driver,
        what: options.what,
        restart: options.restart === true,
      } as const;
      await playAndTell(composition, 'kb889330', kb889330, combination, options);
    });

/** `tapelab move slot:3 drive:1`, `tapelab move LAB001L8 mailslot 1`: the robot within a library; from the shelf and to it, the operator's hands. */
import type { Composition } from './composition.ts';
import { libraryOption, placesIn } from './library-words.ts';
import { answer, verb, withServer } from './verb.ts';

export const moveVerb = (composition: Composition) =>
  verb('move', 'move a cartridge in a library, or between a library and the shelf')
    .argument(
      '<from-to...>',
      "where from and where to: slot:3, mailslot:1, drive:1 or the drive's name, arm:1, shelf; or a barcode, then a place",
    )
    .addOption(libraryOption({ told: true }))
    .option('--force', 'by hand, even while a host prevents it')
    .action(async (given, options) => {
      const [from, to] = placesIn(given, 2) as [string, string];
      const { library, force } = options;
      const moved = await withServer(options.home, (actions) => actions['library.move']({ library, from, to, force }));
      answer(composition, options, { value: moved, text: `${moved.barcode} has moved from ${moved.from} to ${moved.to}.` });
    });

/** `tapelab library`: the libraries of a running server, by hand and by robot. */
import type { Command } from '@commander-js/extra-typings';
import type { Composition } from './composition.ts';
import { libraryDoorCloseVerb, libraryDoorOpenVerb } from './library-door.ts';
import { libraryListVerb } from './library-list.ts';
import { libraryMailSlotInsertVerb, libraryMailSlotTakeVerb } from './library-mailslot.ts';
import { libraryOfflineVerb, libraryOnlineVerb } from './library-online.ts';
import { libraryExchangeVerb, libraryLoadVerb, libraryTransferVerb, libraryUnloadVerb } from './library-robot.ts';
import { libraryShowVerb } from './library-show.ts';
import { libraryStatusVerb } from './library-status.ts';
import { noun } from './noun.ts';

export const libraryNoun = (composition: Composition): Command =>
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
  ]);

/** `tapelab session`: the sessions of a running server, watched, ended and disturbed. */
import type { Command } from '@commander-js/extra-typings';
import type { Composition } from './composition.ts';
import { noun } from './noun.ts';
import { sessionDropVerb } from './session-drop.ts';
import { sessionEndVerb } from './session-end.ts';
import { sessionListVerb } from './session-list.ts';
import { sessionLogoutVerb } from './session-logout.ts';
import { sessionNegotiateVerb } from './session-negotiate.ts';
import { sessionNotifyVerb } from './session-notify.ts';

export const sessionNoun = (composition: Composition): Command =>
  noun('session', 'the sessions of a running server', [
    sessionListVerb(composition),
    sessionLogoutVerb(composition),
    sessionNegotiateVerb(composition),
    sessionEndVerb(composition),
    sessionDropVerb(composition),
    sessionNotifyVerb(composition),
  ]);

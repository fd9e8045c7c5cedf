/** `tapelab library online` and `offline`: what the library's panel does; offline it answers its hosts that it is not ready. */
import type { Composition } from './composition.ts';
import { answer, verb, withServer } from './verb.ts';

const switchVerb = (composition: Composition, name: 'online' | 'offline', summary: string) =>
  verb(name, summary)
    .argument('[library]', 'which (default: the only one)')
    .action(async (library, options) => {
      const online = name === 'online';
      const state = await withServer(options.home, (actions) => actions['library.online']({ library, online }));
      answer(composition, options, { value: state, text: `${state.name} is ${name}.` });
    });

export const libraryOnlineVerb = (composition: Composition) => switchVerb(composition, 'online', 'let its hosts have a library again');

export const libraryOfflineVerb = (composition: Composition) => switchVerb(composition, 'offline', 'keep a library from its hosts');

/**
 * `tapelab scenario run full.yaml`, `scenario run bad-spot --set block=100`: in the lab of the server that runs, or, where there is none or the scenario
 * brings a lab of its own, in one that is served in the foreground until the scenario ends. Ctrl-C ends it early, with the verdicts as they are.
 */
import { rm } from 'node:fs/promises';
import { parseEndpoint } from '../config/endpoint.ts';
import type { ScenarioActions } from '../control/actions.ts';
import { ControlClient } from '../control/control-client.ts';
import type { ScenarioView } from '../control/fault-views.ts';
import { banner } from './banner.ts';
import type { Composition, ScenarioSource } from './composition.ts';
import { settings } from './fault-words.ts';
import { type StopSignal, stopSignal, writeReady } from './foreground.ts';
import { reports, requirePassed, requireRoomFor, sourceMeant, writeReports } from './scenario-words.ts';
import { homeOption, verb } from './verb.ts';

/** How long a running scenario is waited for at a time: so often the way to its server is seen to be there. */
const waitMs = 20_000;

export const scenarioRunVerb = (composition: Composition) =>
  verb('run', 'run a scenario to its end, and tell whether every expectation of the host was met')
    .argument('<scenario>', "a file, - for what is typed in, or a preset; 'tapelab fault presets' lists those")
    .addOption(settings())
    .addOption(reports())
    .option('--listen <host:port>', 'where to accept initiators, where the scenario is served in the foreground', parseEndpoint)
    .option('--ready-file <file>', 'a file to write, with the address as JSON, when initiators are accepted there')
    .action(async (named, options, command) => {
      const source = await sourceMeant(named, options.set);
      const { title, hasOwnLab } = (await composition.faultBook()).scenario(source);
      await requireRoomFor(options.report);
      const server = hasOwnLab ? undefined : await ControlClient.find(options.home);
      const say = (line: string): void => (options.json ? undefined : composition.say(line));
      /** What there is to do once it runs. */
      const follow = async (actions: ScenarioActions, stop: StopSignal): Promise<ScenarioView> => {
        const ended = await untilEnd(actions, stop);
        const { text } = await actions['scenario.report']({ format: options.json ? 'json' : 'text' });
        composition.say(text.trimEnd());
        await writeReports(options.report, actions);
        return ended;
      };

      const stop = stopSignal(composition);
      try {
        if (server?.holder.listen !== undefined) {
          await server.actions['scenario.run'](source);
          say(`'${title}' is running. Ctrl-C ends it; so does 'tapelab scenario stop${homeOption(options.home)}'.`);
          requirePassed(await follow(server.actions, stop));
          return;
        }
        const isNamed = command.getOptionValueSource('home') === 'cli';
        const ended = await inForeground(composition, source, {
          home: hasOwnLab && !isNamed ? undefined : options.home,
          listen: options.listen,
          readyFile: options.readyFile,
          say: (text) => say(`${text}\n\n'${title}' is running. Ctrl-C ends it.`),
          follow: (actions) => follow(actions, stop),
        });
        requirePassed(ended);
      } finally {
        stop.ignore();
      }
    });

interface Foreground {
  readonly home: string | undefined;
  readonly listen: ReturnType<typeof parseEndpoint> | undefined;
  readonly readyFile: string | undefined;
  say(banner: string): void;
  follow(actions: ScenarioActions): Promise<ScenarioView>;
}

async function inForeground(
  composition: Composition,
  source: ScenarioSource,
  { home, listen, readyFile, say, follow }: Foreground,
): Promise<ScenarioView> {
  if (readyFile !== undefined) await rm(readyFile, { force: true });
  const served = await composition.serveScenario({ source, ...(home !== undefined && { home }), ...(listen && { listen }) });
  try {
    await writeReady(served.lab, readyFile);
    say(banner(served.lab));
    return await follow(served.actions);
  } finally {
    await served.close();
    if (readyFile !== undefined) await rm(readyFile, { force: true });
  }
}

async function untilEnd(actions: ScenarioActions, stop: StopSignal): Promise<ScenarioView> {
  const stopped = stop.requested.then(() => actions['scenario.stop']({}));
  for (;;) {
    const view = await Promise.race([stopped, actions['scenario.state']({ waitMs })]);
    if (view.phase !== 'running') return view;
  }
}

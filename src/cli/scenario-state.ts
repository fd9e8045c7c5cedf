/** `tapelab scenario state`, `tapelab scenario stop`: the scenario that is running in a server, or was the last. */
import type { Composition } from './composition.ts';
import { reports, scenarioInWords, writeReports } from './scenario-words.ts';
import { answer, verb, withServer } from './verb.ts';

const scenarioVerb = (composition: Composition, name: 'state' | 'stop', summary: string) =>
  verb(name, summary)
    .addOption(reports())
    .action(async (options) => {
      const view = await withServer(options.home, async (actions) => {
        const found = await actions[`scenario.${name}`]({});
        await writeReports(options.report, actions);
        return found;
      });
      answer(composition, options, { value: view, text: scenarioInWords(view) });
    });

export const scenarioStateVerb = (composition: Composition) =>
  scenarioVerb(composition, 'state', 'how the scenario stands that is running in a server, or was the last');

export const scenarioStopVerb = (composition: Composition) =>
  scenarioVerb(composition, 'stop', 'end the scenario that is running in a server, with the verdicts as they are');

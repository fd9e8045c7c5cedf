/** `tapelab fault explain sense`: a word of rules, explained; all of them where none is named. Needs no server. */
import type { Composition, Explanation } from './composition.ts';
import { wrapped } from './fault-words.ts';
import { table } from './table.ts';
import { answer, verb } from './verb.ts';

export const faultExplainVerb = (composition: Composition) =>
  verb('explain', 'what a word of rules means: an action, a condition, a trigger, a command, a sense code, a preset')
    .argument('[word]', 'like sense, block, every, WRITE, 3/0C/00; all there is unless given')
    .action(async (word, options) => {
      const found = (await composition.faultBook()).explain(word);
      answer(composition, options, {
        value: found,
        text: word === undefined ? overview(found) : found.map(describe).join('\n\n'),
        hint: word === undefined ? "'tapelab fault explain WORD' tells more of one." : undefined,
      });
    });

const overview = (all: readonly Explanation[]): string =>
  table(
    ['WORD', 'IS', 'WHAT IT MEANS'],
    all.map(({ name, kind, group, summary }) => [name, group === undefined ? kind : `${kind} (${group})`, summary]),
  );

function describe({ name, kind, group, summary, manual, parameters, example }: Explanation): string {
  const article = kind === 'action' ? 'an' : 'a';
  const width = Math.max(0, ...parameters.map((parameter) => parameter.name.length));
  const of = parameters.map((parameter) => {
    const { summary, optional, usual } = parameter;
    const text = `${[summary, optional ? '' : 'needed'].filter((part) => part !== '').join('; ')}${usual === undefined ? '' : ` (${usual})`}`;
    return `${'  '}${parameter.name.padEnd(width)}  ${wrapped(text, ' '.repeat(width + 4)).trimStart()}`.trimEnd();
  });
  return [
    `${name}, ${article} ${kind}${group === undefined ? '' : ` of the group ${group}`}: ${summary}`,
    ...manual.map((paragraph) => wrapped(paragraph, '  ')),
    ...(of.length === 0 ? [] : [of.join('\n')]),
    ...(example === undefined ? [] : [`  ${example}`]),
  ].join('\n\n');
}

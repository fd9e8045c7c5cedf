/** The tables of the models are those that stand in docs/models.md, and each command that they show has the test that they name. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { changerCommands, vendorSpecificChangerCommands } from '../../src/changer/commands/index.ts';
import { generic } from '../../src/models/index.ts';
import { TapeDrive } from '../../src/tape/tape-drive.ts';
import { changerCommandTests, commandTests } from './command-tests.ts';
import { modelsDocument } from './models.ts';

const text = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const { rows } = new TapeDrive({ model: generic, serialNumber: 'TABLE' }).logicalUnit.commands;

it('docs/models.md stands as it is made', () => {
  expect(text('docs/models.md') === modelsDocument(), 'the document has other tables: npm run models writes it').toBe(true);
});

/** Where a test speaks through the words of its host. */
const words: Readonly<Record<string, string>> = {
  'SPACE(6)': 'host.space(',
  'ERASE(6)': 'host.erase(',
  'LOAD UNLOAD': 'host.loadUnload(',
  'READ ATTRIBUTE': 'readAttributes(',
  'WRITE ATTRIBUTE': 'writeAttributes(',
  'MOVE MEDIUM': 'moveMedium(',
  'READ ELEMENT STATUS': 'readElementStatus(',
  'SEND VOLUME TAG': 'sendVolumeTag(',
};

describe.each([
  ['drives', rows, commandTests],
  ['changers', [...changerCommands, ...vendorSpecificChangerCommands], changerCommandTests],
])('each command in the table of %s', (_units, commands, tests) => {
  it('has a test, and no other has', () => {
    expect(Object.keys(tests).sort()).toEqual(commands.map(({ name }) => name).sort());
  });

  it.each(commands.map(({ name, operationCode }) => [name, operationCode] as const))('%s is sent by its test', (name, operationCode) => {
    const code = operationCode.toString(16).padStart(2, '0');
    const test = text(`test/${tests[name]}`);
    const bytes = new RegExp(`0x${code}\\b|['"\`]${code}`, 'i');
    expect(bytes.test(test) || test.includes(words[name] ?? 'nothing of it'), `${name} in ${tests[name]}`).toBe(true);
  });
});

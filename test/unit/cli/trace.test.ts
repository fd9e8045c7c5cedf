/** `tapelab trace …` against a server without hosts: what its operator did is in the trace. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { entryLine } from '../../../src/cli/trace-words.ts';
import { Lab } from '../../../src/lab.ts';
import { answerOf, problemOf, tapelab } from './command-line.ts';

let home: string;
let lab: Lab;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tapelab-trace-verbs-'));
  lab = await Lab.start({ home, listen: '127.0.0.1:0' });
});
afterAll(async () => {
  await lab.close();
  await rm(home, { recursive: true, force: true });
});

test('the last lines, and as JSON', async () => {
  const [drive] = lab.view().drives;
  await tapelab('drive', 'eject', drive!.name, '--force', '--home', home);
  const { code, stdout } = await tapelab('trace', 'tail', '-n', '1', '--home', home);
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ${drive!.name} drive\\.eject ${drive!.name} force.*\n$`));
  const entries: readonly { kind: string }[] = answerOf(await tapelab('trace', 'tail', '-n', '1', '--json', '--home', home));
  expect(entries).toMatchObject([{ kind: 'operator', event: 'operator.acted', device: drive!.name }]);
});

test('following ends at a signal, after what there was', async () => {
  const { code, stdout } = await tapelab('trace', 'tail', '-n', '1', '--follow', '--json', '--home', home);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'operator' });
});

test('a capture is saved where the command stands', async () => {
  const file = join(home, 'out.pcapng');
  const { code, stdout } = await tapelab('trace', 'save', file, '--home', home);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(`0 packets are in ${file}`) });
  expect((await readFile(file)).readUInt32BE(0)).toBe(0x0a0d0d0a);
});

test('what cannot be understood or done is said', async () => {
  expect((await tapelab('trace', 'tail', '-n', 'many', '--home', home)).code).toBe(2);
  expect((await tapelab('serve', '--trace', 'everything', '--home', home)).code).toBe(2);
  expect(problemOf(await tapelab('trace', 'save', 'out.txt', '--json', '--home', home))).toMatchObject({ code: 'capture-format-unknown' });
  expect(problemOf(await tapelab('trace', 'tail', '--device', 'libary', '--json', '--home', home))).toMatchObject({
    code: 'device-unknown',
    hint: "did you mean 'library'?",
  });
});

test('an entry reads as a line, with its bytes below it', () => {
  const at = new Date(2026, 0, 2, 12, 4, 7, 311).getTime();
  const entry = { number: 1, at, elapsedMs: 0, kind: 'task', event: 'x', text: 'REWIND → GOOD' };
  expect(entryLine({ ...entry, device: 'dds0', durationMs: 3.14 })).toBe('12:04:07.311 dds0 REWIND → GOOD 3.1 ms');
  expect(entryLine({ ...entry, bytes: Buffer.from('LTO tape, 17 byte').toString('hex') })).toBe(
    [
      '12:04:07.311 REWIND → GOOD',
      '    0000  4c 54 4f 20 74 61 70 65 2c 20 31 37 20 62 79 74  LTO tape, 17 byt',
      '    0010  65                                               e',
    ].join('\n'),
  );
});

import { describe, expect, it } from 'vitest';
import { type Disks, select } from '../../../../src/host/ntbackup/selection.ts';
import type { TreeEntry } from '../../../../src/mtf/tree.ts';
import { file, folder } from '../backup-tree.ts';

const tree: TreeEntry[] = [
  folder(),
  file(1, 'boot.ini'),
  folder('Data'),
  file(1, 'Data', 'a'),
  folder('Data', 'Old'),
  file(1, 'Data', 'Old', 'b'),
  folder('Database'),
  file(1, 'Database', 'c'),
];

const unicode = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le');

const disks = (files: Record<string, Uint8Array> = {}): Disks => ({
  read: async (path) => files[path],
  volume: (device) => (device === 'C:' ? tree : undefined),
});

async function paths(word: string, files?: Record<string, Uint8Array>): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of (await select(word, disks(files))).entries) names.push(entry.path.join('\\'));
  return names;
}

describe('what NTBackup is to back up', () => {
  it('is a volume, or a folder with those that lead to it', async () => {
    expect(await paths('c:\\')).toEqual(tree.map(({ path }) => path.join('\\')));
    expect(await paths('C:\\data\\OLD')).toEqual(['', 'Data', 'Data\\Old', 'Data\\Old\\b']);
    expect(await paths('C:\\Data\\')).toEqual(['', 'Data', 'Data\\a', 'Data\\Old', 'Data\\Old\\b']);
  });

  it('is what a selection file lists', async () => {
    const text = 'C:\\Data\\\r\nC:\\boot.ini\r\nSystemState\r\nC:\\Data\\Old\\ /Exclude\r\n';
    for (const bytes of [unicode(text), Buffer.from(text, 'latin1')]) {
      expect(await paths('@D:\\x.bks', { 'D:\\x.bks': bytes })).toEqual(['', 'boot.ini', 'Data', 'Data\\a']);
    }
  });

  it.each([
    ['D:\\', {}, 'There is no volume D:'],
    ['@D:\\x.bks', {}, 'There is no selection file D:\\x.bks'],
    ['@x', { x: unicode('\r\n') }, 'selects nothing'],
    ['@x', { x: unicode('C:\\a\r\nD:\\b') }, 'more than one volume'],
  ] as const)('is refused: %s', async (word, files, problem) => {
    await expect(select(word, disks(files))).rejects.toThrow(problem);
  });
});

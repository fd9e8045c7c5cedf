import { describe, expect, test } from 'vitest';
import { ContentDamage } from '../../../src/mtf/content.ts';
import type { NextMedium, WantedMedium } from '../../../src/mtf/joined-media.ts';
import { isDamage, type ProblemCode } from '../../../src/mtf/problem.ts';
import { type MediaEvent, readMedia } from '../../../src/mtf/reader.ts';
import {
  DATED,
  directoryBlock,
  endBlock,
  FLB,
  fileBlock,
  laidOut,
  markerBlock,
  object,
  physical,
  type Recorded,
  setBlock,
  simpleTape,
  stream,
  tapeBlock,
  tapeOf,
  volumeBlock,
} from './handmade-tape.ts';

export const mediaOf = (...tapes: readonly (readonly Recorded[])[]): NextMedium => {
  let given = 0;
  return async () => (given < tapes.length ? tapeOf(tapes[given++]!) : undefined);
};

interface Found {
  readonly events: MediaEvent[];
  /** What each file holds; undefined where it ended with damage. */
  readonly files: Record<string, string | undefined>;
  readonly codes: ProblemCode[];
}

async function read(next: NextMedium): Promise<Found> {
  const found: Found = { events: [], files: {}, codes: [] };
  for await (const event of readMedia(next)) {
    found.events.push(event);
    if (event.event === 'problem') found.codes.push(event.problem.code);
    if (event.event !== 'entry' || event.entry.kind !== 'file') continue;
    const pieces: Uint8Array[] = [];
    const path = event.entry.path.join('/');
    try {
      for await (const piece of event.entry.content()) pieces.push(piece);
      found.files[path] = Buffer.concat(pieces).toString();
    } catch (error) {
      if (!(error instanceof ContentDamage)) throw error;
      found.files[path] = undefined;
    }
  }
  return found;
}

const named = <E extends MediaEvent['event']>(events: readonly MediaEvent[], name: E): Extract<MediaEvent, { event: E }>[] =>
  events.filter((event): event is Extract<MediaEvent, { event: E }> => event.event === name);

describe('a tape of one set', () => {
  test('is told from its medium to its end', async () => {
    const { events, files, codes } = await read(mediaOf(simpleTape({ 'one.txt': 'hello', 'two.txt': 'x'.repeat(5000), empty: '' })));
    expect(codes).toEqual([]);
    expect(events.map(({ event }) => event)).toEqual(['medium', 'set', 'volume', 'entry', 'entry', 'entry', 'entry', 'set-ended']);
    expect(files).toEqual({ 'docs/one.txt': 'hello', 'docs/two.txt': 'x'.repeat(5000), 'docs/empty': '' });
    expect(named(events, 'medium')[0]!.medium).toEqual({
      medium: 1,
      mediaFamilyId: 0xcafe,
      sequenceNumber: 1,
      isContinuation: false,
      name: 'Media created by hand',
      label: 'MTF Media Label|1.0|Nobody',
      hasLabel: true,
      software: 'By hand',
      softwareVendorId: 0x0cbe,
      created: DATED,
      logicalBlockBytes: FLB,
    });
    expect(named(events, 'set')[0]!.set).toMatchObject({
      number: 1,
      name: 'Set 1',
      user: 'LAB\\operator',
      method: 'normal',
      written: DATED,
    });
    expect(named(events, 'volume')[0]!.volume).toEqual({ device: 'C:', name: '', machine: 'SERVER' });
    expect(named(events, 'entry')[1]!.entry).toMatchObject({ kind: 'file', bytes: 5, attributes: 0x20, modified: DATED, created: DATED });
    expect(named(events, 'set-ended')[0]!.outcome).toBe('complete');
  });

  test.each([512, 1024, 1536, 2048, 16_384, 65_536])('does not depend on physical blocks of %d bytes', async (length) => {
    const { files, codes } = await read(mediaOf(simpleTape({ 'one.txt': 'hello', 'two.txt': 'y'.repeat(70_000) }, length)));
    expect({ files, codes }).toEqual({ files: { 'docs/one.txt': 'hello', 'docs/two.txt': 'y'.repeat(70_000) }, codes: [] });
  });

  test('can be gone over without looking into its files', async () => {
    const events: MediaEvent[] = [];
    for await (const event of readMedia(mediaOf(simpleTape({ a: 'x'.repeat(9999), b: 'y' })))) events.push(event);
    expect(named(events, 'entry').map(({ entry }) => entry.path.join('/'))).toEqual(['docs', 'docs/a', 'docs/b']);
    expect(named(events, 'problem')).toEqual([]);
  });
});

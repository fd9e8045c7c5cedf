import { describe, expect, it } from 'vitest';
import { formatMediaLabel, parseMediaLabel } from '../../../src/mtf/media-label.ts';

describe('a media label', () => {
  const label = {
    vendor: 'Seagate',
    vendorProductId: 'NTBackup5.0',
    created: new Date(Date.UTC(2001, 11, 20, 9, 29, 16)),
    cartridgeLabel: 'Seagate 2001/12/20.09:29:16',
    side: 1,
    mediaId: '{CDD225CA-0000-11CF-8A04-0000C0D9CA0D}',
  } as const;
  const text =
    'MTF Media Label|1.0|Seagate|NTBackup5.0|2001/12/20.09:29:16|Seagate 2001/12/20.09:29:16|1|{CDD225CA-0000-11CF-8A04-0000C0D9CA0D}|';

  it('is fields with bars between them', () => {
    expect(formatMediaLabel(label)).toBe(text);
    expect(parseMediaLabel(text)).toEqual(label);
  });

  it('may have a domain, and what its vendor adds', () => {
    const more = { ...label, side: 2, mediaDomainId: '{7E43CEA0}', vendorSpecific: ['First', 'Second'] } as const;
    expect(formatMediaLabel(more)).toBe(`${text.replace('|1|', '|2|')}{7E43CEA0}|VS:First|VS:Second`);
    expect(parseMediaLabel(formatMediaLabel(more))).toEqual(more);
    expect(parseMediaLabel(`${text.slice(0, -1)}| VS:First`)).toEqual({ ...label, vendorSpecific: ['First'] });
  });

  it('ends where its text ends', () => {
    expect(parseMediaLabel('MTF Media Label|1.0|Somebody')).toMatchObject({ vendor: 'Somebody', mediaId: '', created: new Date(0) });
    expect(parseMediaLabel('Weekly backup')).toBeUndefined();
    expect(parseMediaLabel('')).toBeUndefined();
  });

  it('keeps its fields whatever is in them', () => {
    expect(parseMediaLabel(formatMediaLabel({ ...label, vendor: 'a|b' }))).toEqual({ ...label, vendor: 'a-b' });
  });
});

/**
 * Host type attributes (SPC-5 §7.4.2.4), 0800h to 0BFFh, and vendor specific ones of hosts, 1400h to 17FFh: written with WRITE ATTRIBUTE, kept by the
 * cartridge for each partition, and nonexistent until somebody writes them.
 */
import type { StoredAttribute, Volume } from '../../cartridge/volume.ts';
import { type AttributeFormat, attributeHeader } from './attribute.ts';
import { mediumFacts } from './media.ts';

export interface HostAttribute {
  readonly identifier: number;
  /** T10's name. */
  readonly name: string;
  /** Undefined: as the host likes. */
  readonly format: AttributeFormat | undefined;
  /** Undefined: up to `longestValue`. */
  readonly length: number | undefined;
}

const row = (identifier: number, name: string, format: AttributeFormat, length?: number): HostAttribute => ({
  identifier,
  name,
  format,
  length,
});

export const hostAttributes: readonly HostAttribute[] = [
  row(0x0800, 'APPLICATION VENDOR', 'ascii', 8),
  row(0x0801, 'APPLICATION NAME', 'ascii', 32),
  row(0x0802, 'APPLICATION VERSION', 'ascii', 8),
  row(0x0803, 'USER MEDIUM TEXT LABEL', 'text', 160),
  row(0x0804, 'DATE AND TIME LAST WRITTEN', 'ascii', 12),
  row(0x0805, 'TEXT LOCALIZATION IDENTIFIER', 'binary', 1),
  row(0x0806, 'BARCODE', 'ascii', 32),
  row(0x0807, 'OWNING HOST TEXTUAL NAME', 'text', 80),
  row(0x0808, 'MEDIA POOL', 'text', 160),
  row(0x0809, 'PARTITION USER TEXT LABEL', 'ascii', 16),
  row(0x080a, 'LOAD/UNLOAD AT PARTITION', 'binary', 1),
  row(0x080b, 'APPLICATION FORMAT VERSION', 'ascii', 16),
  row(0x080c, 'VOLUME COHERENCY INFORMATION', 'binary'),
  row(0x0820, 'MEDIUM GLOBALLY UNIQUE IDENTIFIER', 'binary', 36),
  row(0x0821, 'MEDIA POOL GLOBALLY UNIQUE IDENTIFIER', 'binary', 36),
];

const vendorSpecificFirst = 0x1400;
const vendorSpecificLast = 0x17ff;
/** Of an attribute whose length is the host's to choose. */
export const longestValue = 1024;

const byIdentifier = new Map(hostAttributes.map((attribute) => [attribute.identifier, attribute]));

/** What hosts may write under this identifier, if anything. */
export function hostAttribute(identifier: number): HostAttribute | undefined {
  if (identifier < vendorSpecificFirst || identifier > vendorSpecificLast) return byIdentifier.get(identifier);
  return { identifier, name: 'vendor specific', format: undefined, length: undefined };
}

/** Every identifier that hosts may write. */
export const hostIdentifiers = (): readonly number[] => [
  ...byIdentifier.keys(),
  ...Array.from({ length: vendorSpecificLast - vendorSpecificFirst + 1 }, (_, index) => vendorSpecificFirst + index),
];

/** A quarter of the chip is the hosts'; the rest belongs to drives and the cartridge's maker. */
const hostsShare = 1 / 4;

/** What is left for hosts when these are the attributes that are kept, in bytes; negative when they do not fit. */
export function spaceRemaining(volume: Volume, attributes: readonly StoredAttribute[]): number {
  const total = (mediumFacts(volume)?.auxiliaryMemoryBytes ?? 0) * hostsShare;
  const ofHosts = attributes.filter(({ identifier }) => hostAttribute(identifier) !== undefined);
  return ofHosts.reduce((rest, { value }) => rest - attributeHeader.length - value.length, total);
}

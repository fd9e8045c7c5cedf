/**
 * The label of a medium (MTF 1.00a, "media label definition"), by which whoever manages media knows it again whatever is written on it later. It stands in
 * the description of the TAPE block when the tape's attributes say so: fields with bars between them, of letters, digits and `+-_:/.{}`.
 *
 *   MTF Media Label|1.0|vendor|vendor product ID|YYYY/MM/DD.HH:MM:SS|cartridge label|side|media ID|media domain ID|VS:…
 */

const TAG = 'MTF Media Label';
const VERSION = '1.0';

export interface MediaLabel {
  readonly vendor: string;
  readonly vendorProductId: string;
  readonly created: Date;
  /** What is printed on the cartridge, or its bar code. */
  readonly cartridgeLabel: string;
  readonly side: 1 | 2;
  /** A UUID in braces. */
  readonly mediaId: string;
  readonly mediaDomainId?: string;
  /** Each without its `VS:`. */
  readonly vendorSpecific?: readonly string[];
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

const timeStamp = (date: Date): string =>
  `${String(date.getUTCFullYear()).padStart(4, '0')}/${twoDigits(date.getUTCMonth() + 1)}/${twoDigits(date.getUTCDate())}.` +
  [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(twoDigits).join(':');

/** A bar within a field would end it: it becomes a hyphen. */
const field = (text: string): string => text.replaceAll('|', '-');

export const formatMediaLabel = (label: MediaLabel): string =>
  [
    TAG,
    VERSION,
    field(label.vendor),
    field(label.vendorProductId),
    timeStamp(label.created),
    field(label.cartridgeLabel),
    label.side,
    field(label.mediaId),
    field(label.mediaDomainId ?? ''),
    ...(label.vendorSpecific ?? []).map((text) => `VS:${field(text)}`),
  ].join('|');

const stamp = /^(\d{4})\/(\d{2})\/(\d{2})\.(\d{2}):(\d{2}):(\d{2})$/;

/** Undefined: no media label. The fields that are optional, and those that a label breaks off before, are empty. */
export function parseMediaLabel(text: string): MediaLabel | undefined {
  const [tag, , vendor = '', vendorProductId = '', created = '', cartridgeLabel = '', side, mediaId = '', ...rest] = text.split('|');
  if (tag !== TAG) return undefined;
  const [, year, month, day, hour, minute, second] = (stamp.exec(created) ?? []).map(Number);
  const specific = rest.map((part) => part.trim()).filter((part) => part.startsWith('VS:'));
  const domain = rest[0] === undefined || rest[0].trim().startsWith('VS:') ? '' : rest[0];
  return {
    vendor,
    vendorProductId,
    created: year === undefined ? new Date(0) : new Date(Date.UTC(year, month! - 1, day, hour, minute, second)),
    cartridgeLabel,
    side: side === '2' ? 2 : 1,
    mediaId,
    ...(domain !== '' && { mediaDomainId: domain }),
    ...(specific.length > 0 && { vendorSpecific: specific.map((part) => part.slice(3)) }),
  };
}

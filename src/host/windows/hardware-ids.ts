/**
 * What Plug and Play looks for in INF files to find the driver of a logical unit: identifiers made of its INQUIRY strings, the most particular first
 * (Windows driver documentation, "Identifiers for SCSI devices"). A tape has no generic one, so one that no INF names has no driver; a changer has.
 */
import type { EnumeratedUnit } from './physical-device.ts';

/** Peripheral device types (SPC-5 §6.7.2) that have an identifier here, and its word. */
const typeNames: Readonly<Record<number, string>> = { 1: 'Sequential', 8: 'Changer' };
/** Compatible identifiers, tried when no other fits. */
const compatibleIds: Readonly<Record<number, readonly string[]>> = { 8: ['ScsiChanger'] };

const VENDOR_LENGTH = 8;
const PRODUCT_LENGTH = 16;
const REVISION_LENGTH = 4;

export const hardwareIds = ({ peripheralDeviceType, vendorId, productId, productRevision }: EnumeratedUnit): readonly string[] => {
  const type = typeNames[peripheralDeviceType] ?? 'Other';
  const vendor = identifier(vendorId, VENDOR_LENGTH);
  const product = identifier(productId, PRODUCT_LENGTH);
  const revision = identifier(productRevision, REVISION_LENGTH);
  return [
    `SCSI\\${type}${vendor}${product}${revision}`,
    `SCSI\\${type}${vendor}${product}`,
    `SCSI\\${type}${vendor}`,
    `SCSI\\${vendor}${product}${revision[0]}`,
    `${vendor}${product}${revision[0]}`,
    ...(compatibleIds[peripheralDeviceType] ?? []),
  ];
};

/** Blanks, commas and what does not print become underscores; the field keeps its length. */
const identifier = (text: string, length: number): string =>
  text
    .padEnd(length)
    .slice(0, length)
    .replace(/[^\x21-\x7e]|,/g, '_');

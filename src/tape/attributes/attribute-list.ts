/**
 * The parameter list of WRITE ATTRIBUTE (SPC-5 §7.4.1), read and checked as a whole: attributes that hosts may write, in ascending order, each of its
 * own format and length. One of length 0 is to be deleted.
 *
 *     0–3 PARAMETER DATA LENGTH (ignored: the CDB says how long the list is)   4… attributes
 */
import { copyOf } from '../../foundation/big-endian.ts';
import { additionalSense } from '../../scsi/additional-sense.ts';
import { illegalRequest, invalidFieldInParameterList, type Sense } from '../../scsi/sense.ts';
import { type AttributeFormat, attributeFormats, attributeHeader } from './attribute.ts';
import { hostAttribute, longestValue } from './host-attributes.ts';

export interface WrittenAttribute {
  readonly identifier: number;
  readonly format: AttributeFormat;
  readonly value: Uint8Array;
}

export const parameterListHeaderBytes = 4;

/** Graphic codes (SPC-5 §4.3.1). */
const isGraphic = (byte: number): boolean => byte >= 0x20 && byte <= 0x7e;

export function readAttributeList(list: Uint8Array): readonly WrittenAttribute[] | Sense {
  const truncated = illegalRequest(additionalSense.parameterListLengthError);
  if (list.length < parameterListHeaderBytes) return truncated;
  const attributes: WrittenAttribute[] = [];
  let at = parameterListHeaderBytes;
  while (at < list.length) {
    if (list.length - at < attributeHeader.length) return truncated;
    const attribute = readAttribute(list, at, attributes.at(-1)?.identifier ?? -1);
    if (attribute === undefined) return truncated;
    if ('key' in attribute) return attribute;
    attributes.push(attribute);
    at += attributeHeader.length + attribute.value.length;
  }
  return attributes;
}

/** The attribute at byte `at`; undefined when the list ends within it. READ ONLY is for what is read, and looked at no more than PARAMETER DATA LENGTH. */
function readAttribute(list: Uint8Array, at: number, previous: number): WrittenAttribute | Sense | undefined {
  const refuse = (byte: number, bit = 7): Sense => invalidFieldInParameterList({ byte: at + byte, bit });
  const header = list.subarray(at, at + attributeHeader.length);
  const { identifier, format: formatCode, length } = attributeHeader.decode(header);
  const own = hostAttribute(identifier);
  if (own === undefined || identifier <= previous) return refuse(attributeHeader.position('identifier').byte);
  const reserved = attributeHeader.reservedBitSet(header);
  if (reserved !== undefined) return refuse(reserved.byte, reserved.bit);
  const format = attributeFormats[formatCode];
  const { byte, bit } = attributeHeader.position('format');
  if (format === undefined || (own.format !== undefined && format !== own.format)) return refuse(byte, bit);
  const fits = length === 0 || (own.length === undefined ? length <= longestValue : length === own.length);
  if (!fits) return refuse(attributeHeader.position('length').byte);
  const start = at + attributeHeader.length;
  if (start + length > list.length) return undefined;
  const value = copyOf(list, start, start + length);
  const stray = format === 'ascii' ? value.findIndex((each) => !isGraphic(each)) : -1;
  return stray < 0 ? { identifier, format, value } : refuse(attributeHeader.length + stray);
}

/**
 * Codes and pages as an operator writes them, as manuals print them: `10h`, `0Ah/F0h`, and the bytes of a whole page as hexadecimal text with its header,
 * as `sg_modes -r`, `sg_logs -r` and `sg_vpd -r` show them.
 */

/** Pages that hold nothing of their own, but all the others or which there are. */
const collective = { mode: [0x3f], log: [0x00], vpd: [0x00] } as const;

export interface PageProblem {
  readonly message: string;
  readonly hint?: string;
}

/** `5Eh`; undefined when it is no code of one byte. */
export function parseCode(text: string): number | undefined {
  const digits = /^([0-9A-Fa-f]{1,2})h$/.exec(text)?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

export const formatCode = (code: number): string => `${code.toString(16).toUpperCase().padStart(2, '0')}h`;

export interface PageCode {
  readonly pageCode: number;
  readonly subpageCode: number;
}

/** `10h`, `0Ah/F0h`. */
export function parsePageCode(text: string): PageCode | undefined {
  const [page = '', subpage = '00h', ...rest] = text.split('/');
  const pageCode = parseCode(page);
  const subpageCode = parseCode(subpage);
  return pageCode === undefined || subpageCode === undefined || rest.length > 0 ? undefined : { pageCode, subpageCode };
}

/** Undefined when it is no hexadecimal text. */
export function bytesOfText(text: string): Buffer | undefined {
  const digits = text.replace(/\s+/g, '');
  return /^([0-9A-Fa-f]{2})+$/.test(digits) ? Buffer.from(digits, 'hex') : undefined;
}

/** What is wrong with the bytes of a page that `key` names. */
export function pageProblem(kind: 'mode' | 'log' | 'vpd', key: string, text: string): PageProblem | undefined {
  const bytes = bytesOfText(text);
  if (bytes === undefined) return { message: `Page ${key} is no hexadecimal text.`, hint: 'write each byte as two digits: "10 0E 00".' };
  const { pageCode, subpageCode } = parsePageCode(key)!;
  const isCollective = subpageCode === 0xff || ((collective[kind] as readonly number[]).includes(pageCode) && subpageCode === 0);
  if (isCollective) return { message: `Page ${key} is made of the other pages.`, hint: 'leave it out: it follows from them.' };
  const seen = headerOf(kind, bytes);
  if (seen === undefined) return { message: `Page ${key} is shorter than its header.` };
  if (seen.pageCode !== pageCode || seen.subpageCode !== subpageCode)
    return { message: `The header of page ${key} says ${nameOf(seen)}.`, hint: 'a page is written whole, with its header.' };
  if (seen.length !== bytes.length)
    return {
      message: `Page ${key} has ${bytes.length} bytes, and its header says ${seen.length}.`,
      hint: 'a page is written whole, with its header.',
    };
  return kind === 'log' ? logParameterProblem(key, bytes) : undefined;
}

/** The parameters of a log page fill it: each has four bytes of header, of which the last is the length of its value (SPC-5 §7.3.2). */
function logParameterProblem(key: string, bytes: Buffer): PageProblem | undefined {
  let at = 4;
  while (at + 4 <= bytes.length) at += 4 + bytes[at + 3]!;
  return at === bytes.length
    ? undefined
    : {
        message: `The parameters of page ${key} do not end where it does.`,
        hint: 'a parameter is its code in two bytes, its control byte, its length, and as many bytes as that says.',
      };
}

const nameOf = ({ pageCode, subpageCode }: PageCode): string =>
  subpageCode === 0 ? formatCode(pageCode) : `${formatCode(pageCode)}/${formatCode(subpageCode)}`;

/** What the header says of a page, its whole length included. */
function headerOf(kind: 'mode' | 'log' | 'vpd', bytes: Buffer): (PageCode & { readonly length: number }) | undefined {
  if (bytes.length < (kind === 'mode' ? 2 : 4)) return undefined;
  if (kind === 'vpd') return { pageCode: bytes[1]!, subpageCode: 0, length: 4 + bytes.readUInt16BE(2) };
  const pageCode = bytes[0]! & 0x3f;
  const hasSubpage = (bytes[0]! & 0x40) !== 0;
  if (kind === 'mode' && !hasSubpage) return { pageCode, subpageCode: 0, length: 2 + bytes[1]! };
  return bytes.length < 4 ? undefined : { pageCode, subpageCode: hasSubpage ? bytes[1]! : 0, length: 4 + bytes.readUInt16BE(2) };
}

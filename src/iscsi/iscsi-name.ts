/**
 * iSCSI names (RFC 7143 §4.2.7): the worldwide name of an initiator or a target node, in one of three forms.
 *
 *     iqn.2026-11.local.tapelab:drive0     iqn. year-month . reversed domain name [ : anything of the naming authority's ]
 *     eui.02004567a425678d                 eui. and 16 hexadecimal digits
 *     naa.52004567ba64678d                 naa. and 16 or 32 hexadecimal digits
 *
 * Names are compared in their normal form: lower case, and only the characters that its string preparation leaves (RFC 3722).
 */
const maximumBytes = 223;
const form = {
  iqn: /^iqn\.\d{4}-(0[1-9]|1[0-2])\.[a-z0-9-]+(\.[a-z0-9-]+)*(:.*)?$/u,
  eui: /^eui\.[0-9a-f]{16}$/,
  naa: /^naa\.([0-9a-f]{16}|[0-9a-f]{32})$/,
} as const;
/** Of ASCII only letters, digits and `-.:`; beyond it letters, marks and digits of any script. */
const permitted = /^(?:[-.:a-z0-9]|(?![\p{ASCII}])[\p{L}\p{M}\p{N}])*$/u;

/** The name in its normal form; it need not be well formed. */
export const normaliseIscsiName = (name: string): string => name.normalize('NFKC').toLowerCase();

/** What is wrong with a name, as the end of a sentence that begins with the name; undefined when it is well formed. */
export function iscsiNameProblem(name: string): string | undefined {
  const normal = normaliseIscsiName(name);
  if (Buffer.byteLength(normal) > maximumBytes) return `is longer than ${maximumBytes} bytes`;
  if (!permitted.test(normal)) return 'has a character other than letters, digits, "-", "." and ":"';
  if (normal.startsWith('iqn.'))
    return form.iqn.test(normal) ? undefined : 'does not read iqn.YEAR-MONTH.REVERSED-DOMAIN or iqn.YEAR-MONTH.REVERSED-DOMAIN:NAME';
  if (normal.startsWith('eui.')) return form.eui.test(normal) ? undefined : 'does not have 16 hexadecimal digits after "eui."';
  if (normal.startsWith('naa.')) return form.naa.test(normal) ? undefined : 'does not have 16 or 32 hexadecimal digits after "naa."';
  return 'does not begin with "iqn.", "eui." or "naa."';
}

export const isIscsiName = (name: string): boolean => iscsiNameProblem(name) === undefined;

/** Text segments (RFC 7143 §6.1): key=value pairs, each ended by a NUL. */

export type Pairs = readonly (readonly [string, string])[];

export const encodeText = (pairs: Pairs): Uint8Array => Buffer.from(pairs.map(([key, value]) => `${key}=${value}\0`).join(''), 'utf8');

export function decodeText(data: Uint8Array): Pairs {
  if (data.length === 0) return [];
  const text = Buffer.from(data).toString('utf8');
  if (!text.endsWith('\0')) throw new Error(`RFC 7143 §6.1: the text does not end with a NUL: ${JSON.stringify(text)}`);
  return text
    .slice(0, -1)
    .split('\0')
    .map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 1) throw new Error(`RFC 7143 §6.1: ${JSON.stringify(pair)} is no key=value pair`);
      const key = pair.slice(0, equals);
      if (!/^[A-Z][A-Za-z0-9.\-+@_#]{0,62}$/.test(key) && key !== 'iSCSIProtocolLevel') {
        throw new Error(`RFC 7143 §6.1: ${JSON.stringify(key)} is no standard-label`);
      }
      return [key, pair.slice(equals + 1)] as const;
    });
}

/** The one value of `key`, or undefined; a key that comes twice is an error. */
export function pairValue(pairs: Pairs, key: string): string | undefined {
  const values = pairs.filter(([name]) => name === key);
  if (values.length > 1) throw new Error(`${key} comes ${values.length} times`);
  return values[0]?.[1];
}

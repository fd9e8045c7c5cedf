/**
 * Names that come from a tape, and are to become names on this machine's disk. They were Windows' names; one that Windows cannot have, or understands as
 * something else than a name, was put there by a mistake or on purpose, and is refused on every machine alike.
 */

/** Devices, with whatever ending. */
const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)( *\..*)?$/i;
const control = /\p{Cc}/u;

/** Why it is refused, a sentence without subject; undefined: it may be a name. */
export function whyNoName(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name === '.' || name === '..') return 'leads to another folder';
  if (/[/\\]/.test(name)) return 'has a separator in it';
  if (name.includes(':')) return 'names a drive, or a stream of another file';
  if (control.test(name)) return 'has a control character in it';
  if (/[. ]$/.test(name)) return 'ends with a dot or a space, and Windows would take it for another';
  if (device.test(name)) return 'is that of a device';
  return undefined;
}

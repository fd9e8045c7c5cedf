/** An element as people say it, counted from 1 as `mtx` does: `slot 3`, `mailslot 1`, `drive 1`, `arm 1`. */
import type { Element } from './element.ts';

export const elementWords = { mediumTransport: 'arm', storage: 'slot', importExport: 'mailslot', dataTransfer: 'drive' } as const;
export const nameOf = ({ type, number }: Pick<Element, 'type' | 'number'>): string => `${elementWords[type]} ${number}`;

/** A library's elements as mtx lays them out and counts them: drives from 0, slots from 1, and mail slots on from the last slot. */

export interface MtxElement {
  readonly type: 'dataTransfer' | 'storage' | 'importExport' | 'mediumTransport';
  /** From 1, of its type. */
  readonly number: number;
  readonly full: boolean;
  /** The storage element that the cartridge came from, counted as mtx does. */
  readonly source?: number | undefined;
  readonly volumeTag?: string | undefined;
}

export interface MtxLibrary {
  readonly name: string;
  readonly drives: number;
  readonly slots: number;
  readonly mailSlots: number;
  readonly elements: readonly MtxElement[];
}

export function asMtx({ name, drives, slots, mailSlots, elements }: MtxLibrary): string {
  const of = (type: MtxElement['type']): MtxElement[] => elements.filter((element) => element.type === type);
  return [
    `  Storage Changer ${name}:${drives} Drives, ${slots + mailSlots} Slots ( ${mailSlots} Import/Export )`,
    ...of('dataTransfer').map((element) => `Data Transfer Element ${element.number - 1}:${driveContent(element)}`),
    ...of('storage').map((element) => `      Storage Element ${element.number}:${slotContent(element)}`),
    ...of('importExport').map((element) => `      Storage Element ${slots + element.number} IMPORT/EXPORT:${slotContent(element)}`),
  ].join('\n');
}

function driveContent({ full, source, volumeTag }: MtxElement): string {
  if (!full) return 'Empty';
  const from = source === undefined ? 'Unknown Storage Element' : `Storage Element ${source}`;
  return `Full (${from} Loaded)${volumeTag === undefined ? '' : `:VolumeTag = ${volumeTag}`}`;
}

const slotContent = ({ full, volumeTag }: MtxElement): string =>
  full ? `Full ${volumeTag === undefined ? '' : `:VolumeTag=${volumeTag}`}` : 'Empty';

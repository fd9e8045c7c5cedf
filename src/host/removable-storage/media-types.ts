/**
 * How Removable Storage calls the kinds of media that a driver tells of (STORAGE_MEDIA_TYPE, ntddstor.h): the names of media pools, and what `/P` of
 * NTBackup wants. `4mm DDS` is published; the others are unconfirmed.
 */
import type { StorageMediaType } from '../windows/win32.ts';

export const mediaTypeNames: Readonly<Record<StorageMediaType, string>> = {
  DDS_4mm: '4mm DDS',
  MiniQic: 'MiniQIC',
  Travan: 'Travan',
  QIC: 'QIC Cartridge',
  MP_8mm: '8mm MP',
  AIT1_8mm: '8mm AIT',
  DLT: 'DLT',
  CLEANER_CARTRIDGE: 'Cleaner Cartridge',
  LTO_Ultrium: 'LTO Ultrium',
};

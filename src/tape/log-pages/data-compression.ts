/**
 * Data Compression (1Bh) (SSC-4 §8.2) and the page of the same name that LTO drives had before the standard did (32h), without its last parameter.
 * Ratios are hundredths; bytes come in units of 10⁶ and what is left over. Everything counts since the last load, and LOG SELECT may return it to zero.
 *
 *     0000h read ratio │ 0001h write ratio: 2 bytes each
 *     0002h 0003h to hosts │ 0004h 0005h from the medium │ 0006h 0007h from hosts │ 0008h 0009h to the medium: 4 bytes each, megabytes and rest
 *     0100h data compression enabled: 1 byte (1Bh)
 */
import { counter, type LogPage, type LogParameter, measure } from '../../scsi/log-pages.ts';
import type { Mechanism } from '../mechanism.ts';

const megabyte = 1_000_000;

/** 100 where nothing has passed yet: neither gain nor loss. */
export const compressionRatio = (hostBytes: number, mediumBytes: number): number =>
  mediumBytes === 0 || hostBytes === 0 ? 100 : Math.round((hostBytes * 100) / mediumBytes);

type Drive = Pick<Mechanism, 'counters' | 'settings'>;

function parameters({ counters }: Drive): LogParameter[] {
  const { bytesToHosts, bytesFromMedium, bytesFromHosts, bytesToMedium } = counters.mount;
  const amounts = [bytesToHosts, bytesFromMedium, bytesFromHosts, bytesToMedium];
  return [
    measure(0x0000, compressionRatio(bytesToHosts, bytesFromMedium), 2),
    measure(0x0001, compressionRatio(bytesFromHosts, bytesToMedium), 2),
    ...amounts.flatMap((bytes, index) => [
      counter(2 + index * 2, Math.floor(bytes / megabyte), 4),
      counter(3 + index * 2, bytes % megabyte, 4),
    ]),
  ];
}

export const dataCompressionLogPage = (drive: Drive): LogPage => ({
  pageCode: 0x1b,
  name: 'Data Compression',
  reference: 'SSC-4 §8.2',
  selectable: true,
  parameters: () => [...parameters(drive), measure(0x0100, drive.settings.compress ? 1 : 0, 1)],
});

export const ltoDataCompressionLogPage = (drive: Drive): LogPage => ({
  pageCode: 0x32,
  name: 'Data Compression',
  reference: 'LTO',
  selectable: true,
  parameters: () => parameters(drive),
});

/**
 * StorageTek's libraries: transport 0, cartridge access port 10, drives from 500, cells from 1000, as all since the L series have them. Drives are told by
 * their serial numbers.
 */
import type { ChangerModel, Source } from '../../changer/model.ts';
import { called, elements, scsi2Library, smc1Library, smc2Library, sourced, unverifiedFor } from './editions.ts';

const slManual: Source = { sourced: 'StorageTek SL150 Interface Reference Manual; Oracle SL150 element addresses' };
const sl500Manual: Source = { sourced: 'StorageTek SL500 Interface Reference Manual 96122' };

const cells = (slots: number, accessPort: number, drives: number) => elements([0, 1], [1000, slots], [10, accessPort], [500, drives]);

/** Drives are told by their serial numbers. */
const told = { driveIdentifier: 'serial-number' } as const;

const lSeries = (product: string, revision: string, layout: ChangerModel['layout']): ChangerModel => ({
  ...smc1Library,
  name: `stk-${product.toLowerCase()}`,
  title: `StorageTek ${product}`,
  inquiry: called('STK', product, revision),
  layout,
  elementStatus: { ...smc1Library.elementStatus, ...told },
});

const slSeries = (product: string, revision: string, layout: ChangerModel['layout'], manual: Source): ChangerModel => ({
  ...smc2Library,
  name: `stk-${product.toLowerCase()}`,
  title: `StorageTek ${product}`,
  inquiry: called('STK', product, revision),
  standardInquiry: { lengthBytes: 36, responseDataFormat: 2, commandQueuing: false },
  layout,
  elementStatus: { ...smc2Library.elementStatus, ...told },
  sources: sourced({ inquiry: manual }),
});

const sl150 = slSeries('SL150', '0225', cells(30, 4, 2), slManual);

export const storageTekChangers: readonly ChangerModel[] = [
  {
    ...scsi2Library,
    name: 'stk-9714',
    title: 'StorageTek 9714',
    inquiry: called('STK', '9714', '2004'),
    ...unverifiedFor('Stkmc'),
    layout: cells(100, 1, 6),
  },
  lSeries('L80', '0315', cells(80, 10, 8)),
  lSeries('L180', '0315', cells(174, 10, 10)),
  lSeries('L700', '0310', cells(678, 20, 20)),
  slSeries('SL500', '1395', cells(50, 5, 2), sl500Manual),
  { ...sl150, sources: { ...sl150.sources, elements: slManual } },
];

/** Libraries of makers who made no drives: ATL, Breece Hill, Overland, Qualstar and Spectra Logic. */
import type { ChangerModel, Source } from '../../changer/model.ts';
import { called, elements, nothingToTransport, scsi2Library, smc1Library, smc2Library, sourced, unverifiedFor } from './editions.ts';

const aclManual: Source = { sourced: 'ATL ACL 4/52 Software Interface Guide 6211225' };
const seenByHosts: Source = { sourced: 'What Linux and mtx showed of it in published reports' };

interface Library {
  readonly name: string;
  readonly title: string;
  readonly inquiry: ChangerModel['inquiry'];
  readonly layout: ChangerModel['layout'];
  readonly windowsDriver?: NonNullable<ChangerModel['windowsDriver']>;
  readonly sources?: ChangerModel['sources'];
}

const acl2640: ChangerModel = {
  ...scsi2Library,
  name: 'atl-acl2640',
  title: 'ATL ACL 2640',
  inquiry: called('ATL', 'ACL2640 206', '2A5A'),
  ...unverifiedFor('Atlmc'),
  layout: elements([0x0000, 1], [0x0001, 264], [0x0109, 12], [0x0115, 3]),
  sources: sourced({ inquiry: aclManual }),
};

const scsi2 = (library: Library): ChangerModel => ({ ...scsi2Library, ...library });

const spectraT: ChangerModel = {
  ...smc2Library,
  name: 'spectra-python',
  title: 'Spectra Logic T50e, T120, T950',
  inquiry: called('SPECTRA', 'PYTHON', '2000'),
  layout: elements([0x0001, 1], [0x1000, 50], [0x0010, 4], [0x0100, 4]),
  impossibleMoves: nothingToTransport,
};

export const independentChangers: readonly ChangerModel[] = [
  acl2640,
  scsi2({
    name: 'breece-hill-q7',
    title: 'Breece Hill Q7',
    inquiry: called('BHTi', 'Quad 7', '1.20'),
    ...unverifiedFor('Breecemc'),
    layout: elements([0x0000, 1], [0x0001, 28], [0x001d, 1], [0x0020, 4]),
  }),
  scsi2({
    name: 'overland-librarypro',
    title: 'Overland LibraryPro',
    inquiry: called('OVERLAND', 'LIBRARYPRO', '0417'),
    layout: elements([0x0000, 1], [0x0020, 19], [0x0010, 1], [0x01e0, 2]),
    sources: sourced({ inquiry: seenByHosts }),
  }),
  scsi2({
    name: 'overland-lxb',
    title: 'Overland LoaderXpress',
    inquiry: called('OVERLAND', 'LXB', '0422'),
    layout: elements([0x0000, 1], [0x0020, 10], [0x0010, 1], [0x01e0, 1]),
    sources: sourced({ inquiry: seenByHosts }),
  }),
  {
    ...smc2Library,
    name: 'overland-neo',
    title: 'Overland NEO 2000 and 4000',
    inquiry: called('OVERLAND', 'NEO Series', '0517'),
    version: 0x03,
    standardInquiry: { lengthBytes: 56, responseDataFormat: 2, commandQueuing: false },
    layout: elements([0x0000, 1], [0x0020, 29], [0x0010, 1], [0x01e0, 2]),
  },
  scsi2({
    name: 'qualstar-tls-4212',
    title: 'Qualstar TLS-4212',
    inquiry: called('QUALSTAR', 'TLS-4212', '1.23'),
    ...unverifiedFor('Qlstrmc'),
    layout: elements([0x0000, 1], [0x0001, 12], [0x00f0, 1], [0x00f1, 2]),
  }),
  scsi2({
    name: 'spectra-10000',
    title: 'Spectra Logic Spectra 10000',
    inquiry: called('SPECTRA', '10000', '4.08'),
    ...unverifiedFor('Spctramc'),
    layout: elements([0x0056, 1], [0x0001, 40], [0x0050, 1], [0x0052, 4]),
  }),
  scsi2({
    name: 'spectra-215',
    title: 'Spectra Logic TreeFrog',
    inquiry: called('SPECTRA', '215', '2202'),
    layout: elements([0x0056, 1], [0x0001, 15], [0x0050, 1], [0x0052, 2]),
    sources: sourced({ inquiry: seenByHosts }),
  }),
  {
    ...smc1Library,
    name: 'spectra-gator',
    title: 'Spectra Logic 12K, 20K, 64K',
    inquiry: called('SPECTRA', 'GATOR', '0110'),
    layout: elements([0x0001, 1], [0x1000, 120], [0x0010, 10], [0x0100, 8]),
  },
  spectraT,
];

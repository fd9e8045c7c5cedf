/**
 * Element Address Assignment (SMC-3, mode page 1Dh): where the elements of each type are, and how many. A configuration assigns them, no host.
 *
 *     0 1Dh │ 1 12h │ 2–3 FIRST MEDIUM TRANSPORT ELEMENT ADDRESS │ 4–5 NUMBER OF them │ 6–9 storage │ 10–13 import/export │ 14–17 data transfer │ 18–19
 */
import { layout, uint } from '../../foundation/layout.ts';
import type { ElementLayout } from '../../library/element.ts';
import { defineModePage } from '../../scsi/mode-pages.ts';

export const elementAddressAssignmentPage = ({ mediumTransport, storage, importExport, dataTransfer }: ElementLayout) =>
  defineModePage({
    pageCode: 0x1d,
    name: 'Element Address Assignment',
    reference: 'SMC-3, Element Address Assignment mode page',
    layout: layout(20, {
      firstMediumTransport: uint(2, 2),
      mediumTransports: uint(4, 2),
      firstStorage: uint(6, 2),
      storages: uint(8, 2),
      firstImportExport: uint(10, 2),
      importExports: uint(12, 2),
      firstDataTransfer: uint(14, 2),
      dataTransfers: uint(16, 2),
    }),
    defaults: {
      firstMediumTransport: mediumTransport.first,
      mediumTransports: mediumTransport.count,
      firstStorage: storage.first,
      storages: storage.count,
      firstImportExport: importExport.first,
      importExports: importExport.count,
      firstDataTransfer: dataTransfer.first,
      dataTransfers: dataTransfer.count,
    },
    changeable: [],
  });

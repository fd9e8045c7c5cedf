/**
 * Extended Device Capabilities (SMC-3, mode page 1Fh/41h): how import/export elements, doors and drives behave when cartridges are moved by robot and
 * by hand.
 *
 *     0–3 1Fh, 41h, 0010h │ 4 MVPRV (bit 5) MVCL (4) MVOP (3) USRCL (2) USROP (1) IEST (0) │ 5 DTEDA (4) RSSEA (3) MVTRY (2) IEMGZ (1) SMGZ (0)
 *     6 TREXC (2) LCKIE (1) LCKD (0) │ 7 SPMER (2) DPMER (1) PEPOS (0) │ 8 UCST (0) │ 9–19 reserved
 */
import { flag, layout } from '../../foundation/layout.ts';
import { defineModePage } from '../../scsi/mode-pages.ts';
import type { Changer } from '../changer.ts';
import { exchangeMedium } from '../commands/exchange-medium.ts';

export function extendedDeviceCapabilitiesPage(changer: Changer) {
  const hasImportExport = changer.library.layout.importExport.count > 0;
  return defineModePage({
    pageCode: 0x1f,
    subpageCode: 0x41,
    name: 'Extended Device Capabilities',
    reference: 'SMC-3, Extended Device Capabilities mode page',
    layout: layout(20, {
      movePrevented: flag(4, 5),
      moveCloses: flag(4, 4),
      moveOpens: flag(4, 3),
      userCloses: flag(4, 2),
      userOpens: flag(4, 1),
      importExportState: flag(4, 0),
      dataTransferEmptyOnDoorAccess: flag(5, 4),
      returnToSourceStorage: flag(5, 3),
      moveTray: flag(5, 2),
      importExportMagazine: flag(5, 1),
      storageMagazine: flag(5, 0),
      trueExchangeCapable: flag(6, 2),
      lockImportExport: flag(6, 1),
      lockDoor: flag(6, 0),
      sourcePreMoveEjectRequired: flag(7, 2),
      destinationPreMoveEjectRequired: flag(7, 1),
      preEjectPosition: flag(7, 0),
      unassignedCleaningStorage: flag(8, 0),
    }),
    defaults: {
      userCloses: hasImportExport,
      userOpens: hasImportExport,
      // The second destination of EXCHANGE MEDIUM may be the source.
      trueExchangeCapable: changer.serves(exchangeMedium.name),
      // PREVENT ALLOW MEDIUM REMOVAL locks both.
      lockImportExport: hasImportExport,
      lockDoor: true,
      sourcePreMoveEjectRequired: !changer.model.unloadsDrives,
    },
    changeable: [],
  });
}

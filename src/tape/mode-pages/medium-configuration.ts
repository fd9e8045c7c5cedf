/**
 * Medium Configuration (SSC-4 §8.3.7): whether the loaded volume is written once, and what of it may be written over all the same.
 *
 *     0 1Dh │ 1 1Eh │ 2 WORMM (bit 0) │ 4 WORM MODE LABEL RESTRICTIONS: 0, none may be │ 5 WORM MODE FILEMARK RESTRICTIONS: 2, those right before
 *     end of data but for the one closest to the beginning
 */
import { flag, layout, uint } from '../../foundation/layout.ts';
import { defineModePage } from '../../scsi/mode-pages.ts';
import type { Mechanism } from '../mechanism.ts';

const allButTheFirstFilemark = 2;

export const mediumConfigurationPage = (drive: Pick<Mechanism, 'loadedHead'>) =>
  defineModePage({
    pageCode: 0x1d,
    name: 'Medium Configuration',
    reference: 'SSC-4 §8.3.7',
    layout: layout(32, { writeOnceMode: flag(2, 0), labelRestrictions: uint(4), filemarkRestrictions: uint(5) }),
    defaults: {},
    changeable: [],
    live: () => {
      const writeOnce = drive.loadedHead?.volume.writeOnce === true;
      return { writeOnceMode: writeOnce, filemarkRestrictions: writeOnce ? allButTheFirstFilemark : 0 };
    },
  });

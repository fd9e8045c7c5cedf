/**
 * Data Compression (SSC-4 §8.3.2).
 *
 *     0 0Fh │ 1 0Eh │ 2 DCE (bit 7) DCC (6) │ 3 DDE (7) RED (6–5) │ 4–7 COMPRESSION ALGORITHM │ 8–11 DECOMPRESSION ALGORITHM
 *
 * DCE decides whether what is written is compressed, as SDCA of the Device Configuration page does: the last one that a host has selected counts,
 * and both show it. An algorithm is accepted when it is the model's own or 0, which means: the default one.
 */
import { bits, flag, layout, uint } from '../../foundation/layout.ts';
import { defineModePage } from '../../scsi/mode-pages.ts';
import type { Mechanism } from '../mechanism.ts';

export function dataCompressionPage({ model, settings }: Pick<Mechanism, 'model' | 'settings'>) {
  const algorithm = model.compressionAlgorithm ?? 0;
  const known = (asked: number): boolean => asked === 0 || asked === algorithm;
  return defineModePage({
    pageCode: 0x0f,
    name: 'Data Compression',
    reference: 'SSC-4 §8.3.2',
    layout: layout(16, {
      dataCompressionEnable: flag(2, 7),
      dataCompressionCapable: flag(2, 6),
      dataDecompressionEnable: flag(3, 7),
      reportExceptionOnDecompression: bits(3, 6, 2),
      compressionAlgorithm: uint(4, 4),
      decompressionAlgorithm: uint(8, 4),
    }),
    defaults: {
      dataCompressionEnable: algorithm !== 0,
      dataCompressionCapable: algorithm !== 0,
      dataDecompressionEnable: algorithm !== 0,
      compressionAlgorithm: algorithm,
      decompressionAlgorithm: algorithm,
    },
    changeable:
      algorithm === 0 ? [] : ['dataCompressionEnable', 'dataDecompressionEnable', 'compressionAlgorithm', 'decompressionAlgorithm'],
    live: () => ({ dataCompressionEnable: settings.compress }),
    selected: ({ dataCompressionEnable }) => {
      settings.compress = dataCompressionEnable;
    },
    refuse: ({ compressionAlgorithm, decompressionAlgorithm }) => {
      if (!known(compressionAlgorithm)) return 'compressionAlgorithm';
      return known(decompressionAlgorithm) ? undefined : 'decompressionAlgorithm';
    },
  });
}

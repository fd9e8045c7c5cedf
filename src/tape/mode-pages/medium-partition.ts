/**
 * Medium Partition (SSC-4 §8.3.4): what partitions the loaded medium has. A host reads it; media are partitioned when they are made.
 *
 *     0 11h │ 1 length │ 2 MAXIMUM ADDITIONAL PARTITIONS │ 3 ADDITIONAL PARTITIONS DEFINED │ 4 FDP SDP IDP PSUM (bits 4–3) POFM CLEAR ADDP
 *     5 MEDIUM FORMAT RECOGNITION │ 6 PARTITION UNITS (bits 3–0) │ 8–9 PARTITION SIZE
 *
 * PSUM 11b: the size counts units of 10ⁿ bytes, and n is the smallest for which it fits.
 */
import { bits, flag, layout, uint } from '../../foundation/layout.ts';
import { defineModePage } from '../../scsi/mode-pages.ts';
import type { Mechanism } from '../mechanism.ts';

const formatAndPartitionRecognition = 0x03;
const powersOfTen = 0b11;

export const mediumPartitionPage = (drive: Pick<Mechanism, 'loadedHead'>) =>
  defineModePage({
    pageCode: 0x11,
    name: 'Medium Partition',
    reference: 'SSC-4 §8.3.4',
    layout: layout(10, {
      maximumAdditionalPartitions: uint(2),
      additionalPartitionsDefined: uint(3),
      fixedDataPartitions: flag(4, 7),
      selectDataPartitions: flag(4, 6),
      initiatorDefinedPartitions: flag(4, 5),
      partitionSizeUnitOfMeasure: bits(4, 4, 2),
      partitionOnFormat: flag(4, 2),
      clear: flag(4, 1),
      addPartitions: flag(4, 0),
      mediumFormatRecognition: uint(5),
      partitionUnits: bits(6, 3, 4),
      partitionSize: uint(8, 2),
    }),
    defaults: { partitionSizeUnitOfMeasure: powersOfTen, mediumFormatRecognition: formatAndPartitionRecognition },
    changeable: [],
    live: () => {
      const volume = drive.loadedHead?.volume;
      if (volume === undefined) return {};
      const { capacityBytes } = volume.partitions[0]!;
      let partitionUnits = 0;
      while (capacityBytes / 10 ** partitionUnits > 0xffff) partitionUnits++;
      return {
        additionalPartitionsDefined: volume.partitions.length - 1,
        partitionUnits,
        partitionSize: Math.floor(capacityBytes / 10 ** partitionUnits),
      };
    },
  });

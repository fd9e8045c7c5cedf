/**
 * Medium Partition (SSC-4 §8.3.4): what partitions the loaded medium has, and how a host wants it to be divided.
 *
 *     0 11h │ 1 length │ 2 MAXIMUM ADDITIONAL PARTITIONS │ 3 ADDITIONAL PARTITIONS DEFINED │ 4 FDP SDP IDP PSUM (bits 4–3) POFM CLEAR ADDP
 *     5 MEDIUM FORMAT RECOGNITION │ 6 PARTITION UNITS (bits 3–0) │ 8–9, 10–11 … PARTITION SIZE of each
 *
 * FDP, SDP and IDP ask, and are zero when the page is returned. POFM=1 is the drive's: a division waits for FORMAT MEDIUM; with POFM=0 it is made at
 * once. It makes every partition blank, so CLEAR=1 is what happens anyway; ADDP=1, which would keep the others' data, is not offered. Sizes are
 * returned as PSUM 11b: units of 10ⁿ bytes, and n is the smallest for which all of them fit. A host may send fewer sizes than it was sent.
 */
import { bits, type Field, flag, layout, uint, type Values } from '../../foundation/layout.ts';
import { defineModePage } from '../../scsi/mode-pages.ts';
import { refuseFormatting } from '../formatting.ts';
import type { Mechanism } from '../mechanism.ts';
import type { DriveModel, ModePageFacts } from '../model.ts';
import { asksForPartitions, divide, type PartitionRequest, tellsSecondAlone } from '../partitioning.ts';

const pageCode = 0x11;
const formatAndPartitionRecognition = 0x03;
const powersOfTen = 0b11;
const lengthWithoutSizes = 8;

const fields = {
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
};

/** At most so many; a page of fewer partitions ends earlier. */
const sizeNames = ['partitionSize0', 'partitionSize1', 'partitionSize2', 'partitionSize3'] as const;
type SizeFields = Record<(typeof sizeNames)[number], Field<number>>;

const factsOf = ({ modePages }: DriveModel): ModePageFacts | undefined => modePages?.find((facts) => facts.pageCode === pageCode);

/** How many sizes the model's page has: one for each partition, or as many as its length has room for. */
function sizeCount(model: DriveModel): number {
  const lengthBytes = factsOf(model)?.lengthBytes;
  return lengthBytes === undefined ? model.maximumPartitions : Math.max(0, lengthBytes - lengthWithoutSizes) / 2;
}

/** Whether a division waits for FORMAT MEDIUM: where there is such a command, unless the product says otherwise. */
function partitionsOnFormat(model: DriveModel): boolean {
  const { partitionOnFormat = model.commands?.includes('FORMAT MEDIUM') ?? true } = factsOf(model)?.defaults ?? {};
  return partitionOnFormat === true;
}

export function mediumPartitionPage(drive: Mechanism) {
  const { model } = drive;
  const names = sizeNames.slice(0, sizeCount(model));
  const sizes = Object.fromEntries(names.map((name, at) => [name, uint(lengthWithoutSizes + 2 * at, 2)])) as SizeFields;
  const request = (values: Values<typeof fields & SizeFields>): PartitionRequest => ({
    ...values,
    sizes: names.map((name) => values[name]),
  });
  const partitionOnFormat = partitionsOnFormat(model);
  return defineModePage({
    pageCode,
    name: 'Medium Partition',
    reference: 'SSC-4 §8.3.4',
    layout: layout(lengthWithoutSizes + 2 * names.length, { ...fields, ...sizes }),
    shortestLength: lengthWithoutSizes,
    defaults: {
      maximumAdditionalPartitions: model.maximumPartitions - 1,
      partitionSizeUnitOfMeasure: powersOfTen,
      partitionOnFormat,
      mediumFormatRecognition: formatAndPartitionRecognition,
    },
    changeable:
      model.maximumPartitions === 1
        ? []
        : [
            'additionalPartitionsDefined',
            'fixedDataPartitions',
            'selectDataPartitions',
            'initiatorDefinedPartitions',
            'partitionSizeUnitOfMeasure',
            'clear',
            'partitionUnits',
            ...names,
          ],
    saveable: false,
    live: () => {
      const volume = drive.loadedHead?.volume;
      const asking = { fixedDataPartitions: false, selectDataPartitions: false, initiatorDefinedPartitions: false, clear: false };
      if (volume === undefined) return { ...asking, additionalPartitionsDefined: 0 };
      const capacities = volume.partitions.map(({ capacityBytes }) => capacityBytes);
      let partitionUnits = 0;
      while (Math.max(...capacities) / 10 ** partitionUnits >= 0xffff) partitionUnits++;
      const shown = tellsSecondAlone(names.length, model.maximumPartitions) ? capacities.slice(1) : capacities;
      return {
        ...asking,
        maximumAdditionalPartitions: drive.partitioning.maximumPartitions - 1,
        additionalPartitionsDefined: volume.partitions.length - 1,
        partitionSizeUnitOfMeasure: powersOfTen,
        partitionUnits,
        ...Object.fromEntries(names.map((name, at) => [name, Math.floor((shown[at] ?? 0) / 10 ** partitionUnits)])),
      };
    },
    refuse: (values) => {
      const asked = request(values);
      const { volume, maximumPartitions } = drive.partitioning;
      if (!asksForPartitions(asked)) return undefined;
      const { capacityBytes } = volume ?? { capacityBytes: Number.POSITIVE_INFINITY };
      const divided = divide(asked, { capacityBytes, maximumPartitions });
      if (typeof divided === 'number') return names[divided] ?? 'additionalPartitionsDefined';
      return typeof divided === 'string' ? divided : undefined;
    },
    prohibit: (values) => {
      if (partitionOnFormat || !asksForPartitions(request(values))) return undefined;
      return drive.readiness() ?? refuseFormatting(drive);
    },
    selected: (values) => {
      const asked = request(values);
      drive.partitioning.request = asksForPartitions(asked) ? { ...asked, onFormat: partitionOnFormat } : undefined;
    },
  });
}

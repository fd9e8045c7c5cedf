/**
 * READ BLOCK LIMITS (SSC-4 §7.6).
 *
 *     CDB   0 OPERATION CODE 05h │ 5 CONTROL
 *     data  0 GRANULARITY (bits 4–0): 0, any length │ 1–3 MAXIMUM BLOCK LENGTH LIMIT │ 4–5 MINIMUM BLOCK LENGTH LIMIT
 */
import { ByteList } from '../../foundation/byte-list.ts';
import { bits, layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { goodWith } from '../../scsi/outcome.ts';
import type { Mechanism } from '../mechanism.ts';

const blockLimitsData = layout(6, { granularity: bits(0, 4, 5), maximumBlockLength: uint(1, 3), minimumBlockLength: uint(4, 2) });

export const readBlockLimits = defineCommand({
  name: 'READ BLOCK LIMITS',
  operationCode: 0x05,
  cdb: layout(6, {}),
  dataDirection: 'in',
  reference: 'SSC-4 §7.6',
  reservation: 'allowed',
  execute: ({ model }: Mechanism) =>
    goodWith(
      ByteList.of(
        blockLimitsData.encode({
          maximumBlockLength: model.blockLimits.maximumBytes,
          minimumBlockLength: model.blockLimits.minimumBytes,
        }),
      ),
    ),
});

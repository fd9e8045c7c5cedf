/**
 * REQUEST SENSE (SPC-4 §6.39): whatever the nexus is to be told next, as parameter data with status GOOD. A pending unit attention or deferred error
 * ends by being returned; without one it is why the unit is not ready, else NO SENSE.
 */
import { flag, layout, uint } from '../../foundation/layout.ts';
import { additionalSense } from '../additional-sense.ts';
import { defineCommand } from '../command.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { goodUpTo } from '../outcome.ts';
import { type Sense, SenseKey, unitAttention } from '../sense.ts';
import { encodeSenseOf } from '../sense-format.ts';
import type { Nexus } from '../target.ts';

export const requestSenseCdb = layout(6, { descriptorFormat: flag(1, 0), allocationLength: uint(4) });

export const requestSense = defineCommand({
  name: 'REQUEST SENSE',
  operationCode: 0x03,
  reference: 'SPC-4 §6.39',
  cdb: requestSenseCdb,
  dataDirection: 'in',
  reservation: 'allowed',
  unitAttention: 'passed',
  execute: (unit: LogicalUnitView, { descriptorFormat, allocationLength }, { nexus }) =>
    goodUpTo(allocationLength, encodeSenseOf(unit.device, nextSense(unit, nexus), descriptorFormat ? 'descriptor' : 'fixed')),
});

function nextSense(unit: LogicalUnitView, nexus: Nexus): Sense {
  const condition = unit.unitAttentions.take(nexus);
  if (condition !== undefined) return unitAttention(condition);
  const deferred = unit.device.takeDeferredError(nexus);
  if (deferred !== undefined) return { ...deferred, deferred: true };
  return (
    unit.device.underWay?.() ??
    unit.readiness() ??
    unit.device.informationalException?.(nexus) ?? { key: SenseKey.noSense, additional: additionalSense.noAdditionalSenseInformation }
  );
}

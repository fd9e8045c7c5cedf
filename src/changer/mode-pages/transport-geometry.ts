/**
 * Transport Geometry Parameters (SMC-3, mode page 1Eh): for each medium transport element whether it turns two-sided media round, and which member it
 * is of the set of elements that move together. Here every arm is a set of its own with members 0, 1, … of one robot.
 *
 *     0 1Eh │ 1 2 for each element │ 2 ROTATE (bit 0) │ 3 MEMBER NUMBER IN TRANSPORT ELEMENT SET │ …
 */
import { type Fields, flag, layout, uint } from '../../foundation/layout.ts';
import type { ElementLayout } from '../../library/element.ts';
import { defineModePage } from '../../scsi/mode-pages.ts';
import type { ChangerModel } from '../model.ts';

/** A page of one byte of length holds no more. */
const mostDescribed = 126;

export function transportGeometryPage({ mediumTransport }: ElementLayout, { invertsMedia }: Pick<ChangerModel, 'invertsMedia'>) {
  const members = Array.from({ length: Math.min(mediumTransport.count, mostDescribed) }, (_, member) => member);
  const fields: Fields = {};
  const defaults: Record<string, unknown> = {};
  for (const member of members) {
    fields[`rotate${member}`] = flag(2 + 2 * member, 0);
    fields[`memberNumber${member}`] = uint(3 + 2 * member);
    defaults[`rotate${member}`] = invertsMedia;
    defaults[`memberNumber${member}`] = member;
  }
  return defineModePage({
    pageCode: 0x1e,
    name: 'Transport Geometry Parameters',
    reference: 'SMC-3, Transport Geometry Parameters mode page',
    layout: layout(2 + 2 * members.length, fields),
    defaults,
    changeable: [],
  });
}

import { expect, it } from 'vitest';
import { ElementConditions } from '../../../src/library/element-conditions.ts';

const [slot, other] = [1, 2].map((number) => ({ type: 'storage', address: 0x1000 + number, number }) as const);
const exception = (ascq: number) => ({ exception: { asc: 0x83, ascq } });

it('stack: the newest word counts, and the older one again when that is over', () => {
  const conditions = new ElementConditions();
  expect(conditions.of(slot!)).toEqual({});
  const first = conditions.add(slot!, exception(1), 'mended');
  const second = conditions.add(slot!, { ...exception(2), inaccessible: true }, 'mended');
  expect(conditions.of(slot!)).toEqual({ ...exception(2), inaccessible: true });
  expect(conditions.of(other!)).toEqual({});
  second();
  expect(conditions.of(slot!)).toEqual(exception(1));
  second();
  first();
  expect(conditions.of(slot!)).toEqual({});
});

it('end at a look, behind a door that was opened, or when they are mended', () => {
  const conditions = new ElementConditions();
  conditions.add(slot!, exception(1), 'mended');
  conditions.add(slot!, { obstructed: true }, 'door');
  conditions.add(slot!, { inaccessible: true }, 'scan');
  conditions.lookedAt(other!, true);
  expect(conditions.of(slot!)).toEqual({ ...exception(1), obstructed: true, inaccessible: true });
  conditions.lookedAt(slot!, false);
  expect(conditions.of(slot!)).toEqual({ ...exception(1), obstructed: true });
  conditions.lookedAt(slot!, true);
  expect(conditions.of(slot!)).toEqual(exception(1));
  conditions.mend(slot!);
  expect(conditions.of(slot!)).toEqual({});
});

/** What a rule may ask of what passes it. */
import { describe, expect, it } from 'vitest';
import { conditionNames, conditions, failing, matchSchema, pduNames, seamsKnowing } from '../../../src/faults/conditions.ts';
import { type Occurrence, seams } from '../../../src/faults/occurrence.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { surroundings } from './rules.ts';

const schema = matchSchema(surroundings);
const whereabouts = (more: object) => () => ({ partition: 0, block: 0, filemarks: 0, bytesWritten: 0, positions: [], ...more });
const about = (more: Partial<Occurrence>): Occurrence => ({ seam: 'command', ...more });

const rows: readonly [match: object, holds: readonly Partial<Occurrence>[], fails: readonly Partial<Occurrence>[]][] = [
  [{ target: 'iqn.a:*' }, [{ target: 'iqn.a:tape' }, { target: 'IQN.A:' }], [{ target: 'iqn.b:iqn.a:x' }, { target: 'iqnxa:tape' }, {}]],
  [{ lun: 0 }, [{ lun: 0 }], [{ lun: 1 }, {}]],
  [{ lun: '1..2' }, [{ lun: 1 }, { lun: 2 }], [{ lun: 0 }, { lun: 3 }]],
  [{ device: ['dds', 'lto*'] }, [{ device: 'dds' }, { device: 'lto8' }], [{ device: 'dds0' }, {}]],
  [{ initiator: '*:win' }, [{ initiator: 'iqn.1991-05.com.microsoft:win' }], [{ initiator: 'iqn:window' }, {}]],
  [{ session: 3 }, [{ session: 3 }], [{ session: 4 }, {}]],
  [{ pdu: ['nop-out', 'R2T'] }, [{ pdu: Opcode.nopOut }, { pdu: Opcode.readyToTransfer }], [{ pdu: Opcode.nopIn }, {}]],
  [{ command: 'write' }, [{ command: 'WRITE(6)' }, { command: 'WRITE(16)' }], [{ command: 'WRITE FILEMARKS(6)' }, {}]],
  [{ command: ['rewind', 'READ(6)'] }, [{ command: 'REWIND' }, { command: 'READ(6)' }], [{ command: 'WRITE(6)' }]],
  [{ command: 'any' }, [{ command: 'MOVE MEDIUM' }], [{}]],
  [{ operation: 'append' }, [{ operation: 'append' }], [{ operation: 'read' }, {}]],
  [{ barcode: 'LAB*' }, [{ barcode: 'LAB001L8' }], [{ barcode: 'XLAB' }, {}]],
  [
    { block: '10..20' },
    [{ blocks: { first: 20, count: 1 } }, { blocks: { first: 0, count: 11 } }, { whereabouts: whereabouts({ block: 10 }) }],
    [{ blocks: { first: 21, count: 1 } }, { blocks: { first: 0, count: 10 } }, { whereabouts: whereabouts({ block: 9 }) }, {}],
  ],
  [{ block: 5 }, [{ blocks: { first: 5, count: 0 } }], [{ blocks: { first: 4, count: 0 } }]],
  [
    { bytesWritten: '1KiB' },
    [{ whereabouts: whereabouts({ bytesWritten: 1024 }) }, { whereabouts: whereabouts({ bytesWritten: 9999 }) }],
    [{ whereabouts: whereabouts({ bytesWritten: 1023 }) }, { whereabouts: () => undefined }, {}],
  ],
  [{ filemarks: '1..' }, [{ whereabouts: whereabouts({ filemarks: 4 }) }], [{ whereabouts: whereabouts({}) }, {}]],
  [
    { position: ['early-warning', 'end-of-medium'] },
    [{ whereabouts: whereabouts({ positions: ['end-of-data', 'early-warning'] }) }],
    [{ whereabouts: whereabouts({ positions: ['beginning'] }) }, {}],
  ],
  [{ movement: 'carry' }, [{ movement: 'carry' }], [{ movement: 'scan' }, {}]],
  [{ from: 'slot *' }, [{ from: 'slot 12' }], [{ from: 'drive 1' }, {}]],
  [{ to: 'drive 1' }, [{ to: 'drive 1' }], [{ to: 'drive 11' }, {}]],
];

describe.each(rows)('%j', (match, holds, fails) => {
  const parsed = schema.parse(match);
  it.each(holds)('holds for %j', (one) => expect(failing(parsed, about(one))).toEqual([]));
  it.each(fails)('does not hold for %j', (one) => expect(failing(parsed, about(one))).toEqual(Object.keys(match)));
});

it('every condition that there is stands in the table above, where no newer one is missing', () => {
  const tested = new Set(rows.flatMap(([match]) => Object.keys(match)));
  expect(['target', 'lun', 'device', 'initiator', 'session', 'pdu', 'command', 'block', 'movement'].every((name) => tested.has(name))).toBe(
    true,
  );
  for (const name of tested) expect(conditionNames).toContain(name);
});

describe.each(conditionNames)('%s', (name) => {
  it('is known at some seam and is said in a phrase', () => {
    const { seams: known, summary } = conditions[name];
    expect(known.length).toBeGreaterThan(0);
    expect(known.every((seam) => seams.includes(seam))).toBe(true);
    expect(summary).toMatch(/^(?![A-Z][a-z]).*[^.]$/s);
  });
});

it('all that is asked must hold', () => {
  const match = schema.parse({ device: 'dds', command: 'write', block: 7 });
  expect(failing(match, about({ device: 'lto', command: 'REWIND', blocks: { first: 7, count: 1 } }))).toEqual(['device', 'command']);
});

it('what is asked together says where it can be known', () => {
  expect(seamsKnowing(schema.parse({}))).toEqual(seams);
  expect(seamsKnowing(schema.parse({ pdu: 'ready-to-transfer' }))).toEqual(['pdu']);
  expect(seamsKnowing(schema.parse({ command: 'write', block: 7 }))).toEqual(['pdu', 'command']);
  expect(seamsKnowing(schema.parse({ operation: 'read', from: 'slot 1' }))).toEqual([]);
});

it('PDUs have the names of RFC 7143 in kebab-case', () => {
  expect(Object.keys(pduNames)).toEqual(
    expect.arrayContaining(['scsi-command', 'data-in', 'ready-to-transfer', 'r2t', 'nop-in', 'login-request']),
  );
});

describe.each([
  [{ command: 'WRIET(6)' }, "'WRIET(6)' is no SCSI command", "did you mean 'WRITE(6)'?"],
  [{ command: 'wirte' }, "'wirte' is no SCSI command", "did you mean 'write'?"],
  [{ pdu: 'dat-in' }, "'dat-in' is no kind of PDU", "did you mean 'data-in'?"],
  [{ position: 'early warning' }, "'early warning' is no position", "did you mean 'early-warning'?"],
  [{ operation: 'fsync' }, "'fsync' is no operation", "did you mean 'sync'?"],
  [{ block: '9..3' }, "'9..3' ends before it begins", 'the smaller number stands first.'],
  [{ device: [] }, 'is an empty list', 'leave it out where it does not matter.'],
])('%j', (match, message, hint) => {
  it('is refused with a hint', () => {
    const [issue] = schema.safeParse(match).error!.issues;
    expect(issue).toMatchObject({ message, params: { hint } });
  });
});

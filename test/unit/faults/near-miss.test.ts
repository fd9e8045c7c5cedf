import { expect, it } from 'vitest';
import { fared } from '../../../src/faults/near-miss.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { bench, ruleOf } from './rules.ts';

it('a rule that nothing has come by says so', () => {
  const { faults } = bench();
  faults.add(ruleOf({ id: 'rule', do: 'busy' }));
  expect(fared(faults.record('rule'))).toEqual(['It has not fired: no SCSI command has come by since it was added.']);
});

it('a rule that did not fire says what failed most often, and what came nearest', async () => {
  const { faults, command } = bench();
  faults.add(ruleOf({ id: 'rule', match: { device: 'dds', block: '1000..' }, do: 'busy' }));
  await command({ blocks: { first: 3, count: 1 } });
  await command({ blocks: { first: 998, count: 1 }, initiator: 'iqn.host' });
  await command({ device: 'lto' });
  expect(fared(faults.record('rule'))).toEqual([
    'It has not fired: 3 SCSI commands have come by.',
    "'block' did not hold 3 times, 'device' once.",
    "Nearest came WRITE(6) on dds at block 998 by iqn.host: all held but 'block'.",
  ]);
});

it('what was only counted came nearest, and a PDU is called by its kind', () => {
  const { faults, pdu } = bench();
  faults.add(ruleOf({ id: 'rule', match: { pdu: 'scsi-command', command: 'write', nth: 5 }, do: 'twice' }));
  pdu('it', { pdu: Opcode.scsiCommand, command: 'WRITE(6)', device: 'dds' });
  pdu('its answer', { pdu: Opcode.scsiResponse, command: 'WRITE(6)', device: 'dds' });
  expect(fared(faults.record('rule')).at(-1)).toBe("Nearest came SCSI Command of WRITE(6) on dds: all held but 'nth'.");
});

it('a rule that fired says how often, and whether it will again', async () => {
  const { faults, command } = bench();
  faults.add(ruleOf({ id: 'spent', do: 'note' }));
  faults.add(ruleOf({ id: 'going', do: 'note', fire: 'always' }));
  await command();
  await command();
  expect(fared(faults.record('spent'))).toEqual(['It has fired once: 1 SCSI command has come by until then. It fires no more.']);
  expect(fared(faults.record('going'))).toEqual(['It has fired twice: 2 SCSI commands have come by.']);
});

it('a robot is spoken of as such', () => {
  const { faults } = bench();
  faults.add(ruleOf({ id: 'rule', match: { to: 'drive *' }, do: { explode: { loud: false } } }));
  void faults.pass(
    { seam: 'robot', movement: 'carry', device: 'library', from: 'slot 3', to: 'slot 4' },
    {} as never,
    async () => undefined,
  );
  expect(fared(faults.record('rule')).at(-1)).toBe("Nearest came carry out of slot 3 into slot 4 on library: all held but 'to'.");
});

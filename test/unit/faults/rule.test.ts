/** A rule as it is written: what it becomes, and what is wrong with it. */
import { describe, expect, it } from 'vitest';
import { complaintsOf, ruleOf } from './rules.ts';

it('needs no more than something to do', () => {
  const rule = ruleOf({ do: 'busy' });
  expect(rule).toMatchObject({ match: {}, when: 'before', fire: { times: 1 }, seam: 'command', evenIfFailed: false });
  expect(rule.do.action.name).toBe('busy');
});

it('has the parameters of its action, with what is not given filled in', () => {
  expect(ruleOf({ do: 'note' }).do.parameters).toEqual({ as: 'note' });
  expect(ruleOf({ do: { note: { as: 'x' } } }).do.parameters).toEqual({ as: 'x' });
  expect(ruleOf({ do: { note: null } }).do.parameters).toEqual({ as: 'note' });
});

describe('the seam', () => {
  it.each([
    [{ do: 'twice' }, 'pdu'],
    [{ match: { command: 'write' }, do: 'twice' }, 'pdu'],
    [{ do: 'ring' }, 'command'],
    [{ match: { pdu: 'ready-to-transfer' }, do: 'ring' }, 'pdu'],
    [{ match: { movement: 'carry' }, do: 'ring' }, 'robot'],
    [{ match: { operation: 'sync', barcode: 'A' }, do: 'ring' }, 'volume'],
    [{ when: 'after', do: 'ring' }, 'command'],
  ])('of %j is %s', (rule, seam) => expect(ruleOf(rule).seam).toBe(seam));
});

describe('what contradicts itself is named', () => {
  it.each([
    [{ match: { movement: 'carry' }, do: 'busy' }, 'busy takes place at a command, where no movement is known | leave it out.'],
    [
      { match: { pdu: 'ready-to-transfer', movement: 'carry' }, do: 'ring' },
      'its conditions cannot all be known at once where ring takes place | write two rules, and a state between them.',
    ],
    [{ when: 'after', do: 'twice' }, "there is no 'after' for twice | it alters what is on its way; only commands have been executed."],
    [
      { match: { movement: 'carry' }, when: 'after', do: 'ring' },
      'ring takes place at a command, where no movement is known | leave it out.',
    ],
    [{ match: { nth: '1..5' }, fire: { every: 10 }, do: 'busy' }, "'nth' lets 5 pass, and 'fire' waits for 10 | it could never fire."],
    [{ match: { nth: 3 }, fire: { after: 1 }, do: 'busy' }, "'nth' lets 1 pass, and 'fire' waits for 2 | it could never fire."],
    [{ match: { nth: 0 }, do: 'busy' }, "'nth' is counted from 1 | it could never fire."],
    [{ fire: { probability: 0 }, do: 'busy' }, 'its probability is 0 | it could never fire.'],
  ])('%j', (rule, complaint) => expect(complaintsOf(rule)).toEqual([` | contradicts itself: ${complaint}`]));

  it('and what does not is not', () => {
    for (const rule of [
      { match: { nth: '1..10' }, fire: { every: 10 }, do: 'busy' },
      { match: { nth: '5..' }, fire: { after: 100 }, do: 'busy' },
    ])
      expect(complaintsOf(rule)).toEqual([]);
  });
});

describe('what could hang a host', () => {
  const complaint =
    " | does what could hang or crash a real host's kernel (explode) | say 'dangerous: true' beside it if that is what you want.";
  it('must be wanted', () => {
    expect(complaintsOf({ do: 'explode' })).toEqual([complaint]);
    expect(complaintsOf({ do: 'explode', dangerous: true })).toEqual([]);
  });
  it('may depend on how it is done', () => expect(complaintsOf({ do: { explode: { loud: false } } })).toEqual([]));
});

describe('a mistake is told at its place', () => {
  it.each([
    [{ do: 'bussy' }, ["do | 'bussy' is no action | did you mean 'busy'?"]],
    [{ do: { busy: {}, note: {} } }, ['do | must be one action | write a rule for each; several rules stack.']],
    [{ do: {} }, ['do | must be one action | write a rule for each; several rules stack.']],
    [{ do: { note: { as: 5 } } }, ['do.note.as | Invalid input: expected string, received number']],
    [{ do: { note: { is: 'x' } } }, ["do.note.is | 'is' is no key of 'note' | did you mean 'as'?"]],
    [{ do: 'rename' }, ["do | 'rename' needs 'to' | write it like { rename: { to: … } }."]],
    [{ do: { rename: {} } }, ['do.rename.to | Invalid input: expected string, received undefined']],
    [{ fire: { tmes: 3 }, do: 'busy' }, ["fire.tmes | 'tmes' is no key of 'fire' | did you mean 'times'?"]],
    [{ fire: { times: 'x' }, do: 'busy' }, ['fire.times | Invalid input: expected number, received string']],
    [{ fire: 'alway', do: 'busy' }, ["fire | 'alway' is no trigger | did you mean 'always'?"]],
    [{ match: { comand: 'write' }, do: 'busy' }, ['match | Unrecognized key: "comand"']],
    [
      { match: { block: 'x' }, do: 'busy' },
      ["match.block | 'x' is no number and no range of numbers | write it like 100, '100..200' or '100..'."],
    ],
    [{ id: 'a b', do: 'busy' }, ['id | must be 1 to 64 letters, digits, dots, dashes or underscores']],
    [{ when: 'later', do: 'busy' }, ['when | Invalid option: expected one of "before"|"after"']],
    [{}, ['do | Invalid input']],
  ])('%j', (rule, complaints) => expect(complaintsOf(rule)).toEqual(complaints));
});

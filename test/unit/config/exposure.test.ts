import { describe, expect, it } from 'vitest';
import { exposures } from '../../../src/config/exposure.ts';
import { configurationOf, target, whole } from './configuration.ts';

const portal = (address: string, group = 1) => ({ listen: { address, port: 3260 }, advertise: { address, port: 3260 }, group });
const outside = [portal('0.0.0.0')];
const openTo = (lines: string, portals = outside): readonly string[] =>
  exposures(
    configurationOf(`portals: [{ listen: "0.0.0.0:3260" }, { listen: "[::1]:3260", group: 2 }]\n${whole}${lines}\n`),
    portals,
  ).flatMap((exposure) => {
    expect(exposure.target).toBe(target);
    return exposure.openTo;
  });
const demand = 'chap: { secret: "twelve or more" }';

describe('a target is open without a password', () => {
  it.each([
    ['to everybody when nothing is said', '', ['everybody']],
    [
      'to whoever takes a name',
      '    access: [{ initiators: ["iqn.1993-08.*", "iqn.2005-03.*"] }]',
      ['whoever calls itself iqn.1993-08.* or iqn.2005-03.*'],
    ],
    ['to whoever is there', '    access: [{ addresses: [192.0.2.0/24, "2001:db8::/32"] }]', ['everybody at 192.0.2.0/24 or 2001:db8::/32']],
    ['where a password is not insisted on', `    access: [{ ${demand.replace(' }', ', optional: true }')} }]`, ['everybody']],
    [
      'by each such rule',
      `    access: [{ initiators: "iqn.a*", addresses: 192.0.2.1 }, { initiators: "iqn.b*", ${demand} }, {}]`,
      ['whoever calls itself iqn.a* at 192.0.2.1', 'everybody'],
    ],
    ['where it comes back to itself', '    redirect: { to: 192.0.2.1:3260 }', ['everybody']],
  ])('%s', (_, lines, expected) => expect(openTo(lines)).toEqual(expected));

  it.each([
    ['where a password is asked for', `    access: [{ ${demand} }]`],
    ['where nobody gets in', '    access: []'],
    ['to this machine alone', '    access: [{ addresses: [127.0.0.0/8, "::1"] }]'],
    ['where it has moved away', '    redirect: { to: 192.0.2.9:3261 }'],
    ['through a portal it is not behind', '    groups: [2]'],
  ])('not %s', (_, lines) => expect(openTo(lines)).toEqual([]));

  it('not on the loopback', () => expect(openTo('', [portal('127.0.0.1'), portal('::1', 2), portal('localhost')])).toEqual([]));
});

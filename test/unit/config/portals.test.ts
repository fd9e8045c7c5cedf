import { describe, expect, it } from 'vitest';
import { portalsOf, withPortal } from '../../../src/config/portals.ts';
import { configurationOf, target, whole } from './configuration.ts';

const several = configurationOf(`${whole}    groups: [2]
portals:
  - { listen: 0.0.0.0:3260, advertise: 192.0.2.1:3260 }
  - { listen: "[::1]:3261", group: 2 }
`);
const loopback = { address: '127.0.0.1', port: 3260 };
const elsewhere = { address: '192.0.2.7', port: 3262 };

describe('the portals of a configuration', () => {
  it('are one on the loopback unless something is said', () => {
    expect(portalsOf(configurationOf(whole))).toEqual([{ listen: loopback, advertise: undefined, group: 1 }]);
  });

  it('are the one of `listen` and `advertise`', () => {
    expect(portalsOf(configurationOf(`listen: "[::]:0"\nadvertise: lab.example.org:3260\n${whole}`))).toEqual([
      { listen: { address: '::', port: 0 }, advertise: { address: 'lab.example.org', port: 3260 }, group: 1 },
    ]);
  });

  it('are those of the list', () => {
    expect(portalsOf(several)).toEqual([
      { listen: { address: '0.0.0.0', port: 3260 }, advertise: { address: '192.0.2.1', port: 3260 }, group: 1 },
      { listen: { address: '::1', port: 3261 }, advertise: undefined, group: 2 },
    ]);
  });
});

describe('what the command line says of a portal', () => {
  it('changes nothing when it says nothing', () => expect(withPortal(several, {})).toBe(several));

  it('makes one portal of several, with every target behind it', () => {
    const { portals, targets, ...one } = withPortal(several, { listen: loopback });
    expect(portals).toBeUndefined();
    expect(targets[target]).toEqual({ luns: { 0: 'drive0' } });
    expect(portalsOf(one)).toEqual([{ listen: loopback, advertise: undefined, group: 1 }]);
  });

  it('keeps what the configuration says of the other half', () => {
    const configuration = configurationOf(`listen: "[::]:3260"\nadvertise: 192.0.2.1:3260\n${whole}`);
    expect(portalsOf(withPortal(configuration, { listen: loopback }))).toMatchObject([
      { listen: loopback, advertise: { address: '192.0.2.1' } },
    ]);
    expect(portalsOf(withPortal(configuration, { advertise: elsewhere }))).toMatchObject([
      { listen: { address: '::' }, advertise: elsewhere },
    ]);
  });

  it('is refused where it could mean any of several', () => {
    expect(() => withPortal(several, { advertise: elsewhere })).toThrow(
      "--advertise does not say which of the configuration's portals it speaks of.",
    );
  });
});

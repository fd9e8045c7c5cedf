import { describe, expect, it } from 'vitest';
import { complaint, configurationOf, whole } from './configuration.ts';

const refusalOf = (lines: string): string => complaint(`${whole}${lines}\n`);

describe('limits', () => {
  it('are in bytes, milliseconds and numbers', () => {
    const { limits, keepAlive, session } = configurationOf(`${whole}
limits:
  { connections: 256, connectionsPerAddress: 64, sessionsPerTarget: 64, loginTime: 15s, pduTime: 30s, stallTime: 1min, commandWindow: 64,
    dataSegment: 1MiB, heldBytes: 32MiB, textBytes: 64KiB, textKeys: 256, textValueBytes: 8KiB }
keepAlive: { interval: 90s }
session: { time2Wait: 3s, time2Retain: 0s }
`);
    expect(limits).toEqual({
      connections: 256,
      connectionsPerAddress: 64,
      sessionsPerTarget: 64,
      loginTime: 15_000,
      pduTime: 30_000,
      stallTime: 60_000,
      commandWindow: 64,
      dataSegment: 1_048_576,
      heldBytes: 33_554_432,
      textBytes: 65_536,
      textKeys: 256,
      textValueBytes: 8192,
    });
    expect(keepAlive).toEqual({ interval: 90_000, timeout: 60_000 });
    expect(session).toEqual({ time2Wait: 3000, time2Retain: 0 });
  });

  it('are left to those who keep them where nothing is said', () => expect(configurationOf(whole).limits).toEqual({}));

  it.each([
    ['limits', 'connections', '0', '65537', '1 to 65536'],
    ['limits', 'connectionsPerAddress', '0', '65537', '1 to 65536'],
    ['limits', 'sessionsPerTarget', '0', '65536', '1 to 65535'],
    ['limits', 'loginTime', '999ms', '601s', '1s to 10min'],
    ['limits', 'pduTime', '999ms', '61min', '1s to 1h'],
    ['limits', 'stallTime', '999ms', '61min', '1s to 1h'],
    ['limits', 'commandWindow', '0', '4097', '1 to 4096'],
    ['limits', 'dataSegment', '511B', '16MiB', '512B to 16.0MiB'],
    ['limits', 'heldBytes', '255KiB', '5GiB', '256KiB to 4GiB'],
    ['limits', 'textBytes', '7KiB', '17MiB', '8KiB to 16MiB'],
    ['limits', 'textKeys', '31', '65537', '32 to 65536'],
    ['limits', 'textValueBytes', '254B', '17MiB', '255B to 16MiB'],
    ['keepAlive', 'interval', '999ms', '25h', '1s to 24h'],
    ['keepAlive', 'timeout', '0s', '2h', '1s to 1h'],
    ['session', 'time2Wait', undefined, '3601s', '0s to 1h'],
    ['session', 'time2Retain', undefined, '61min', '0s to 1h'],
  ])('%s.%s ends where it says', (part, key, tooLittle, tooMuch, range) => {
    for (const value of [tooLittle, tooMuch])
      if (value !== undefined)
        expect(refusalOf(`${part}: { ${key}: ${value} }`)).toMatch(
          new RegExp(`^tapelab\\.yaml:6:\\d+: '${key}' must be from ${range}: .+\\.$`),
        );
  });

  it.each([
    ['limits: { loginTime: 15 }', '6:22: The duration 15 has no unit. Hint: write it like 15s or 2min.'],
    ['limits: { loginTime: soon }', "6:22: 'soon' is no duration. Hint: write it like 15s or 2min."],
    ['limits: { loginTime: [15s] }', "6:22: 'loginTime' is a list where text is expected."],
    ['limits: { dataSegment: 65536 }', '6:24: The size 65536 has no unit. Hint: write it like 64MiB or 4GB.'],
    ['limits: { connections: 1.5 }', "6:24: 'connections' must be a whole number."],
    ['limits: { connections: many }', "6:24: 'connections' is text where a number is expected."],
    ['limits: { conections: 5 }', "6:11: 'conections' is no key of 'limits'. Hint: did you mean 'connections'?"],
    ['session: { time2Retain: 1500ms }', "6:25: 'time2Retain' must be a whole number of seconds."],
    ['session: { time2retain: 15s }', "6:12: 'time2retain' is no key of 'session'. Hint: did you mean 'time2Retain'?"],
  ])('%s is refused', (lines, expected) => expect(refusalOf(lines)).toBe(`tapelab.yaml:${expected}`));
});

import { expect, it } from 'vitest';
import { parseTargetAddress } from '../../../../src/host/initiator/target-address.ts';

it.each([
  ['192.0.2.1', '192.0.2.1', 3260, undefined],
  ['tape.example:860', 'tape.example', 860, undefined],
  ['192.0.2.1,7', '192.0.2.1', 3260, 7],
  ['[2001:db8::1]:3261,65535', '2001:db8::1', 3261, 65_535],
  ['[::1]', '::1', 3260, undefined],
])('%s is an address (RFC 7143 §13.8)', (text, address, port, portalGroupTag) => {
  expect(parseTargetAddress(text)).toEqual({ endpoint: { address, port }, ...(portalGroupTag !== undefined && { portalGroupTag }) });
});

it.each(['', ':3260', '2001:db8::1', 'host:0', 'host:65536', 'host:x', '[::1', 'host,', 'a,b'])("'%s' is none", (text) => {
  expect(parseTargetAddress(text)).toBeUndefined();
});

/** `HOST:PORT` as the operator writes it; an IPv6 address stands in brackets, as in a URL (RFC 3986 §3.2.2). */
import { type Endpoint, isWildcard } from '../foundation/endpoint.ts';
import { UserError } from '../foundation/user-error.ts';

/** The port that IANA gave to iSCSI targets (RFC 7143 §13.8). */
export const iscsiPort = 3260;

/** @throws UserError saying what is wrong with `text`. */
export function parseEndpoint(text: string): Endpoint {
  const refuse = (message: string): UserError =>
    new UserError('endpoint-invalid', message, { hint: 'write it like 127.0.0.1:3260 or [::1]:3260.', exitCode: 2 });
  const match = /^(?:\[([0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|([A-Za-z0-9](?:[\w.-]*[\w])?)):(\d+)$/.exec(text);
  if (match === null) throw refuse(`'${text}' is no HOST:PORT.`);
  const address = match[1] ?? match[2] ?? '';
  const port = Number(match[3]);
  if (port > 65_535) throw refuse(`${match[3]} is no port: they end at 65535.`);
  if (/^[\d.]+$/.test(address) && !/^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(address))
    throw refuse(`'${address}' is no IPv4 address.`);
  if (match[1] !== undefined && !URL.canParse(`http://[${address.replace(/%.*/, '')}]/`)) throw refuse(`'${address}' is no IPv6 address.`);
  return { address, port };
}

/** Of an endpoint that others are told: it has a port, and is one address. @throws UserError saying what is wrong with `text`. */
export function parseReachable(text: string): Endpoint {
  const endpoint = parseEndpoint(text);
  const refuse = (message: string): UserError =>
    new UserError('endpoint-invalid', message, { hint: 'write the address and the port by which initiators reach it.', exitCode: 2 });
  if (endpoint.port === 0) throw refuse(`Nobody can be told ${text}: 0 is no port, it stands for any that is free.`);
  if (isWildcard(endpoint.address)) throw refuse(`Nobody can be told ${text}: it stands for all addresses of this machine.`);
  return endpoint;
}

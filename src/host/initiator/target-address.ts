/** TargetAddress (RFC 7143 §13.8): `domainname[:port][,portal-group-tag]`, where an IPv6 address stands in brackets. */
import type { Endpoint } from '../../foundation/endpoint.ts';

/** The port that IANA has registered. */
export const ISCSI_PORT = 3260;

export interface TargetAddress {
  readonly endpoint: Endpoint;
  readonly portalGroupTag?: number;
}

export function parseTargetAddress(text: string): TargetAddress | undefined {
  const match = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<name>[^\s:,[\]]+))(?::(?<port>\d{1,5}))?(?:,(?<tag>\d{1,5}))?$/.exec(text);
  if (match?.groups === undefined) return undefined;
  const { v6, name, port, tag } = match.groups;
  const endpoint = { address: (v6 ?? name)!, port: port === undefined ? ISCSI_PORT : Number(port) };
  if (endpoint.port < 1 || endpoint.port > 65_535) return undefined;
  return { endpoint, ...(tag !== undefined && { portalGroupTag: Number(tag) }) };
}

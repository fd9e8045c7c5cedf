/** One end of a TCP connection, and how it is written. */
export interface Endpoint {
  /** A name or an address; IPv6 without brackets. */
  readonly address: string;
  readonly port: number;
}

/** `127.0.0.1:3260`, `[::1]:3260`. */
export const formatEndpoint = ({ address, port }: Endpoint): string => `${address.includes(':') ? `[${address}]` : address}:${port}`;

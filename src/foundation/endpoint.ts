/** One end of a TCP connection, and how it is written. */
export interface Endpoint {
  /** A name or an address; IPv6 without brackets. */
  readonly address: string;
  readonly port: number;
}

/** `127.0.0.1:3260`, `[::1]:3260`. */
export const formatEndpoint = ({ address, port }: Endpoint): string => `${address.includes(':') ? `[${address}]` : address}:${port}`;

/** Whether only this machine can reach it. */
export const isLoopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');

/** Whether it stands for all of the machine's addresses, and so is none that an initiator could be told. */
export const isWildcard = (address: string): boolean => address === '0.0.0.0' || address === '::';

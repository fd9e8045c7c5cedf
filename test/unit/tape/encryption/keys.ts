/** A host that sets keys: Set Data Encryption pages and the pages of tape data encryption, laid by hand. */
import type { Ended, Host } from '../host.ts';

export const keyOf = (seed: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, at) => (at * 11 + seed * 37) & 0xff);

export const Scope = { public: 0, local: 1, all: 2 } as const;
export const Encrypt = { off: 0, external: 1, on: 2 } as const;
export const Decrypt = { off: 0, raw: 1, on: 2, mixed: 3 } as const;

export interface SetPage {
  readonly scope?: number;
  readonly lock?: boolean;
  readonly checkExternalMode?: number;
  readonly rawReads?: number;
  readonly clearOnDemount?: boolean;
  readonly clearOnPreempt?: boolean;
  readonly clearOnLoss?: boolean;
  readonly encrypt?: number;
  readonly decrypt?: number;
  readonly algorithm?: number;
  readonly keyDataFormat?: number;
  readonly key?: Uint8Array | undefined;
  readonly descriptors?: readonly (readonly [type: number, data: string])[];
}

export function setPage(page: SetPage = {}): Buffer {
  const { scope = Scope.all, encrypt = Encrypt.on, decrypt = Decrypt.on, algorithm = 1, key = keyOf(1), descriptors = [] } = page;
  const flags =
    ((page.checkExternalMode ?? 1) << 6) |
    ((page.rawReads ?? 0) << 4) |
    (page.clearOnDemount === true ? 4 : 0) |
    (page.clearOnPreempt === true ? 2 : 0) |
    (page.clearOnLoss === true ? 1 : 0);
  const list = Buffer.concat([
    Buffer.from([0x00, 0x10, 0, 0, (scope << 5) | (page.lock === true ? 1 : 0), flags, encrypt, decrypt, algorithm, 0]),
    Buffer.from([page.keyDataFormat ?? 0, 0, 0, 0, 0, 0, 0, 0, 0, key.length]),
    key,
    ...descriptors.map(([type, data]) => Buffer.concat([Buffer.from([type, 0, 0, data.length]), Buffer.from(data)])),
  ]);
  list.writeUInt16BE(list.length - 4, 2);
  return list;
}

/** What a host sends to have nothing enciphered and nothing deciphered. */
export const offPage = (scope: number = Scope.all): Buffer =>
  setPage({ scope, encrypt: Encrypt.off, decrypt: Decrypt.off, key: new Uint8Array(0) });

export function securityProtocolOut(host: Host, list: Uint8Array, specific = 0x10): Promise<Ended> {
  return host.execute([0xb5, 0x20, 0, specific, 0, 0, 0, 0, list.length >> 8, list.length & 0xff, 0, 0], { out: list });
}

export function securityProtocolIn(host: Host, specific: number, room = 8192): Promise<Ended> {
  return host.execute([0xa2, 0x20, 0, specific, 0, 0, 0, 0, room >> 8, room & 0xff, 0, 0], { room });
}

export const setKey = (host: Host, page: SetPage = {}): Promise<Ended> => securityProtocolOut(host, setPage(page));

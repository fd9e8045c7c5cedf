import { describe, expect, test } from 'vitest';
import { spoilsOf, spoilt } from '../../../src/faults/connection-handle.ts';
import { sealAnew, spoilPieces } from '../../../src/faults/spoil-pieces.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { Framer } from '../../../src/wire/framer.ts';
import type { Framing } from '../../../src/wire/framing.ts';
import { serialise } from '../../../src/wire/serialiser.ts';
import { nopIn } from '../server/pdus.ts';

const framing: Framing = { headerDigest: true, dataDigest: true, maximumDataSegmentLength: 8192 };
const pdu = nopIn(7, ByteList.of(Uint8Array.of(1, 2), Uint8Array.of(3, 4, 5)));

describe('a PDU that is spoilt', () => {
  test('lies open with its segments and digests', () => {
    const pieces = serialise(pdu, framing);
    spoilPieces(pieces, framing, [
      (laid) => {
        const { bytes, ...places } = laid;
        expect(places).toEqual({ headerLength: 48, headerDigestAt: 48, dataAt: 52, dataLength: 5, dataDigestAt: 60 });
        expect(bytes).toHaveLength(64);
        return bytes;
      },
    ]);
    spoilPieces(serialise(pdu), undefined, [
      ({ bytes, ...places }) => {
        expect(places).toEqual({ headerLength: 48, headerDigestAt: undefined, dataAt: 48, dataLength: 5, dataDigestAt: undefined });
        return bytes;
      },
    ]);
  });

  test('leaves the pieces it was made of as they are', () => {
    const pieces = serialise(pdu, framing);
    const before = Buffer.concat(pieces);
    const after = spoilPieces(pieces, framing, [
      ({ bytes, dataAt }) => {
        bytes[dataAt] = 0xff;
        return bytes;
      },
    ]);
    expect(Buffer.concat(pieces)).toEqual(before);
    expect(after[52]).toBe(0xff);
  });

  test('is whole again when its digests are made to fit', () => {
    const framer = new Framer({ framing });
    framer.push(
      spoilPieces(serialise(pdu, framing), framing, [
        (laid) => {
          laid.bytes[laid.dataAt] = 9;
          laid.bytes[31] = 3;
          sealAnew(laid);
          return laid.bytes;
        },
      ]),
    );
    expect(framer.next()).toMatchObject({ initiatorTaskTag: 7, expCmdSn: 3 });
  });

  test('is spoilt by all that lay in wait, until one has changed its length', () => {
    const log: string[] = [];
    const spoil =
      (name: string, keep: number) =>
      ({ bytes }: { readonly bytes: Uint8Array }): Uint8Array => {
        log.push(name);
        return bytes.subarray(0, keep);
      };
    const bytes = spoilPieces(serialise(pdu), undefined, [spoil('a', 100), spoil('b', 20), spoil('c', 10)]);
    expect({ log, length: bytes.length }).toEqual({ log: ['a', 'b'], length: 20 });
  });

  test('stays so when it is made another', () => {
    const one = spoilt(pdu, ({ bytes }) => bytes);
    const two = spoilt({ ...one, initiatorTaskTag: 8 }, ({ bytes }) => bytes);
    expect([pdu, one, two].map((each) => spoilsOf(each)?.length)).toEqual([undefined, 1, 2]);
  });
});

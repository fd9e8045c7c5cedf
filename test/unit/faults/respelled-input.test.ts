import { beforeEach, describe, expect, test } from 'vitest';
import { RespelledInput } from '../../../src/faults/respelled-input.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import type { Framing } from '../../../src/wire/framing.ts';
import { nopOut } from '../server/pdus.ts';

const framing: Framing = { headerDigest: true, dataDigest: true, maximumDataSegmentLength: 8192 };
let heard: string[];
let input: RespelledInput;
beforeEach(() => {
  heard = [];
  input = new RespelledInput({
    receive: (pdu) => heard.push(`${(pdu as { initiatorTaskTag?: number }).initiatorTaskTag}`),
    receiveError: ({ reason }) => heard.push(reason),
    closed: () => {},
  });
});
const data = ByteList.of(Uint8Array.from({ length: 40 }, (_, index) => index));

describe('RespelledInput', () => {
  test('hands on what is not spoilt as it is', () => {
    input.receive(nopOut(1));
    input.receive(nopOut(2, data), framing);
    expect(heard).toEqual(['1', '2']);
  });

  test('hears what is wrong with what is', () => {
    input.receive(nopOut(1, data), framing, [({ bytes, dataAt }) => bytes.fill(0, dataAt, dataAt + 8)]);
    input.receive(nopOut(2), framing);
    expect(heard).toEqual(['data-digest', '2']);
    input.receive(nopOut(3), framing, [({ bytes }) => bytes.fill(7, 20, 24)]);
    input.receive(nopOut(4), framing);
    expect(heard).toEqual(['data-digest', '2', 'header-digest']);
  });

  test('takes the next PDU for the missing end of one that was cut', () => {
    input.receive(nopOut(1, data), undefined, [({ bytes }) => bytes.subarray(0, 48)]);
    expect(heard).toEqual([]);
    input.receive(nopOut(2));
    // 40 bytes of the second were the data of the first; 8 are left over.
    expect(heard).toEqual(['1']);
  });
});

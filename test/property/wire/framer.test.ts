import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Framer } from '../../../src/wire/framer.ts';
import { loginFraming } from '../../../src/wire/framing.ts';
import type { Pdu } from '../../../src/wire/pdu.ts';
import { serialise } from '../../../src/wire/serialiser.ts';
import { isWireError, type WireError } from '../../../src/wire/wire-error.ts';
import { comparable } from '../../unit/wire/vector.ts';
import { anyPdu, cutAt } from './arbitraries.ts';

/** Where a stream is cut, and which of the chunks lie in memory of their own. */
const cuts = fc.record({
  at: fc.array(fc.nat(5000), { maxLength: 30 }),
  apart: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
});
const chunked = (stream: Uint8Array, { at, apart }: { at: number[]; apart: boolean[] }): Uint8Array[] =>
  cutAt(stream, at).map((chunk, n) => (apart[n % apart.length] ? chunk.slice() : chunk));

const framing = fc.record({ headerDigest: fc.boolean(), dataDigest: fc.boolean(), maximumDataSegmentLength: fc.constant(0xff_ffff) });

/** All that comes out of the chunks, looked for after each of them. */
function framed(framer: Framer, chunks: readonly Uint8Array[], look: () => void = () => {}): (Pdu | WireError)[] {
  return chunks.flatMap((chunk) => {
    const seen: (Pdu | WireError)[] = [];
    framer.push(chunk);
    for (let pdu = framer.next(); pdu !== undefined; pdu = framer.next()) seen.push(pdu);
    look();
    return seen;
  });
}

test('the framer gives the PDUs that were serialised, for any framing and any chunking of the stream', () => {
  fc.assert(
    fc.property(fc.array(anyPdu, { maxLength: 6 }), framing, cuts, (pdus, agreed, at) => {
      const stream = new Uint8Array(Buffer.concat(pdus.flatMap((pdu) => [...serialise(pdu, agreed)])));
      const framer = new Framer({ framing: agreed });
      expect(framed(framer, chunked(stream, at)).map(comparable)).toEqual(pdus.map(comparable));
      expect(framer.pendingBytes).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test('the framing may change after any PDU', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyPdu, framing), { maxLength: 6 }), (sequence) => {
      const framer = new Framer();
      framer.push(new Uint8Array(Buffer.concat(sequence.flatMap(([pdu, agreed]) => [...serialise(pdu, agreed)]))));
      for (const [pdu, agreed] of sequence) {
        framer.framing = agreed;
        expect(comparable(framer.next())).toEqual(comparable(pdu));
      }
    }),
    { numRuns: 100 },
  );
});

test('with both digests any bit that is turned over is found, and what came before it is not harmed', () => {
  const agreed = { headerDigest: true, dataDigest: true, maximumDataSegmentLength: 0xff_ffff };
  fc.assert(
    fc.property(fc.array(anyPdu, { minLength: 1, maxLength: 3 }), cuts, fc.nat(), (pdus, at, choice) => {
      const serialised = pdus.map((pdu) => Buffer.concat(serialise(pdu, agreed)));
      const stream = new Uint8Array(Buffer.concat(serialised));
      const bit = choice % (stream.length * 8);
      stream[bit >> 3]! ^= 1 << (bit & 7);
      const lengths = serialised.map((bytes) => bytes.length);
      const hit = lengths.findIndex((_, n) => lengths.slice(0, n + 1).reduce((a, b) => a + b) > bit >> 3);
      // A header that seems to be longer than it is waits for the rest.
      const seen = framed(new Framer({ framing: agreed }), [...chunked(stream, at), new Uint8Array(1024)]);
      expect(seen.slice(0, hit).map(comparable)).toEqual(pdus.slice(0, hit).map(comparable));
      const error = seen[hit] as WireError;
      expect(isWireError(error)).toBe(true);
      if (error.reason === 'header-digest') expect(seen).toHaveLength(hit + 1);
      else {
        expect(error.reason).toBe('data-digest');
        expect(seen.slice(hit + 1, pdus.length).map(comparable)).toEqual(pdus.slice(hit + 1).map(comparable));
      }
    }),
    { numRuns: 300 },
  );
});

test('any bytes in any chunks give PDUs and errors, the same for every chunking, and never hold more than one PDU', () => {
  // Mostly valid lengths: a stream of noise ends at its first header.
  const noise = fc.array(
    fc
      .tuple(fc.uint8Array({ minLength: 48, maxLength: 48 }), fc.nat(300), fc.nat(3), fc.boolean())
      .map(([header, length, words, honest]) => {
        if (honest) header.set([words, 0, length >> 8, length & 0xff], 4);
        return honest ? [header, new Uint8Array(words * 4), new Uint8Array((length + 3) & ~3)] : [header];
      }),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(noise, cuts, (parts, at) => {
      const stream = new Uint8Array(Buffer.concat(parts.flat()));
      const runs = [[stream], chunked(stream, at)].map((chunks) => {
        const framer = new Framer({ framing: { ...loginFraming, maximumDataSegmentLength: 256 } });
        const seen = framed(framer, chunks, () => expect(framer.pendingBytes).toBeLessThan(48 + 1020 + 256));
        return seen.map((pdu) => (isWireError(pdu) ? pdu : comparable(pdu)));
      });
      expect(runs[0]).toEqual(runs[1]);
    }),
    { numRuns: 300 },
  );
});

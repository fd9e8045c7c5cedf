/**
 * A line on which bytes arrive in pieces of every small size, each in what is left of a slab that is soon full: no boundary of a PDU, a segment or a block
 * is one of a piece, and no block lies in one slab.
 */
import { giveBack, type Slab, SlabPool } from '../../src/foundation/slab.ts';
import type { Portal } from '../../src/wire/portal.ts';

const slabBytes = 512;
const longestPiece = 7;

export function cutPortal(portal: Portal): Portal {
  const pool = new SlabPool({ slabBytes, keptBytes: 128 * slabBytes });
  let slab: Slab = pool.take();
  let pieces = 0;
  const cut = (chunk: Uint8Array, received: (piece: Uint8Array) => void): void => {
    for (let at = 0; at < chunk.length; ) {
      if (slab.rest.length === 0) {
        slab.finish();
        slab = pool.take();
      }
      const count = Math.min(1 + (pieces++ % longestPiece), slab.rest.length, chunk.length - at);
      slab.rest.set(chunk.subarray(at, at + count));
      at += count;
      received(slab.lend(count));
    }
    giveBack(chunk.buffer, chunk.byteOffset, chunk.length);
  };
  return new Proxy(portal, {
    get: (whole, name) => {
      if (name === 'listen')
        return (listener: Parameters<Portal['listen']>[0]) =>
          whole.listen({
            received: (chunk) => cut(chunk, (piece) => listener.received(piece)),
            drained: () => listener.drained(),
            closed: (error) => listener.closed(error),
          });
      const value: unknown = Reflect.get(whole, name, whole);
      return typeof value === 'function' ? value.bind(whole) : value;
    },
  });
}

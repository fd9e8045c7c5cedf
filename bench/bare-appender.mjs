/**
 * The bare limit's subject: a Node program that does nothing but append a socket's bytes to a file. It lives through all rounds, so that it is as warm
 * as a target is, and takes its work as lines of JSON: `{ port, file, bytes, pieceBytes }`. With `pieceBytes` it receives into buffers of that size
 * through `onread`, which it has back once they are written; without, it takes what `data` events bring. It answers each line with one of its own.
 */
import { closeSync, fdatasyncSync, openSync, writev } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const waitingBytesAtMost = 4 * 1024 * 1024;

function append({ port, file, bytes, pieceBytes }, whenDone) {
  const descriptor = openSync(file, 'w');
  const spare = [];
  let socket;
  let waiting = [];
  let waitingBytes = 0;
  let writtenBytes = 0;
  let writing = false;

  const flush = () => {
    if (writing || waiting.length === 0) return;
    writing = true;
    const pieces = waiting;
    waiting = [];
    writev(descriptor, pieces, (error, count) => {
      if (error) throw error;
      writing = false;
      writtenBytes += count;
      waitingBytes -= count;
      if (pieceBytes) for (const piece of pieces) spare.push(piece.buffer);
      if (writtenBytes === bytes) socket.end('.');
      if (waitingBytes < waitingBytesAtMost) socket.resume();
      flush();
    });
  };
  const take = (piece) => {
    waiting.push(piece);
    waitingBytes += piece.length;
    if (waitingBytes >= waitingBytesAtMost) socket.pause();
    flush();
  };
  const onread = {
    buffer: () => new Uint8Array(spare.pop() ?? new ArrayBuffer(pieceBytes)),
    callback: (count, buffer) => {
      take(buffer.subarray(0, count));
      return waitingBytes < waitingBytesAtMost;
    },
  };
  socket = connect({ port, host: '127.0.0.1', ...(pieceBytes && { onread }) });
  if (!pieceBytes) socket.on('data', take);
  socket.on('close', () => {
    // As a tape's data are when its round is over: what is left to be written would slow the other side down.
    fdatasyncSync(descriptor);
    closeSync(descriptor);
    whenDone();
  });
}

createInterface({ input: process.stdin }).on('line', (line) => append(JSON.parse(line), () => console.log('done')));

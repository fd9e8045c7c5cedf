/**
 * What this machine gives a Node program that does nothing but append a socket's bytes to a file: the ceiling of any write row. Run as
 * a program it is the appending side; the sender is the bench's own process, as the initiator is in the other rows.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writev } from 'node:fs';
import { open } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
const chunkBytes = 256 * 1024;
const gatherBytes = 1024 * 1024;

export async function measureBareLimit(file: string, bytes: number): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', self, file, String(bytes)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  const chunk = Buffer.alloc(chunkBytes, 0x5a);
  const acknowledged = once(socket, 'data');
  const start = performance.now();
  for (let sent = 0; sent < bytes; sent += chunkBytes) if (!socket.write(chunk)) await once(socket, 'drain');
  await acknowledged;
  const seconds = (performance.now() - start) / 1000;
  socket.destroy();
  await once(child, 'close');
  return bytes / seconds / 1e6;
}

async function append(file: string, bytes: number): Promise<void> {
  const handle = await open(file, 'w');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  console.log((server.address() as { port: number }).port);
  const [socket] = (await once(server, 'connection')) as [Socket];
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let written = 0;
  let writing = false;
  const flush = () => {
    if (writing || waitingBytes === 0) return;
    writing = true;
    const views = waiting;
    waiting = [];
    waitingBytes = 0;
    writev(handle.fd, views, (error, count) => {
      if (error) throw error;
      writing = false;
      written += count;
      if (written >= bytes) return finish();
      if (waitingBytes < gatherBytes) socket.resume();
      flush();
    });
  };
  const finish = () => socket.end('done');
  socket.on('data', (view) => {
    waiting.push(view as Buffer);
    waitingBytes += view.length;
    if (waitingBytes >= gatherBytes) socket.pause();
    flush();
  });
  await once(socket, 'close');
  server.close();
  await handle.close();
}

if (process.argv[1] === self) await append(process.argv[2]!, Number(process.argv[3]));

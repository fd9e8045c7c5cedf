/**
 * A Unix socket as a lock: whoever listens on its path holds it, and the kernel lets go of it when the process dies, however it dies. What
 * stays behind then is a dead file on the path, which the next one must remove without ever removing a live one.
 *
 * Two things make that safe. A socket appears on the path only when it listens already: it is bound under another name and linked there
 * (`link` fails when the path is taken). And a dead file is removed only by the holder of a second lock, whose name is the dead file's inode
 * number: while it is held nobody else removes that file, so what was found dead under it is what is removed. The second lock is taken by
 * this same function, hence its own leftovers are no trouble either.
 *
 * On Windows a named pipe vanishes with its process, and creating it a second time fails: nothing of this is needed.
 */
import { randomBytes } from 'node:crypto';
import { chmod, link, lstat, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { UserError } from '../foundation/user-error.ts';

export interface Claim {
  /** Lets go of the path, then stops listening. To be called last: from its first moment another process may take over. */
  release(): Promise<void>;
}

/**
 * Makes `server` listen on `path`, readable and writable by this user only.
 * @returns undefined when a living process listens there; `server` is closed then.
 */
export async function claim(path: string, server: Server): Promise<Claim | undefined> {
  if (path.startsWith('\\\\')) return claimPipe(path, server);
  const own = join(dirname(path), `.c${randomBytes(4).toString('hex')}`);
  await listening(server, own);
  try {
    await chmod(own, 0o600);
    while (!(await linked(own, path))) {
      const found = await probe(path);
      if (found === 'alive') {
        await closed(server);
        return undefined;
      }
      if (found === 'dead') await removeDead(path);
    }
  } catch (error) {
    await closed(server);
    throw error;
  } finally {
    await unlink(own).catch(ignoreMissing);
  }
  const release = async (): Promise<void> => {
    await unlink(path).catch(ignoreMissing);
    await closed(server);
  };
  return { release };
}

async function claimPipe(path: string, server: Server): Promise<Claim | undefined> {
  try {
    await listening(server, path);
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE' || codeOf(error) === 'EACCES') return undefined;
    throw error;
  }
  return { release: () => closed(server) };
}

async function removeDead(path: string): Promise<void> {
  const inode = await inodeOf(path);
  if (inode === undefined) return;
  const guard = await claim(join(dirname(path), `.g${inode.toString(36)}`), createServer());
  // Another starter is at it, and will be done in a moment.
  if (guard === undefined) return setTimeout(5);
  try {
    if ((await inodeOf(path)) === inode && (await probe(path)) === 'dead') await unlink(path);
  } finally {
    await guard.release();
  }
}

async function inodeOf(path: string): Promise<bigint | undefined> {
  const found = await lstat(path, { bigint: true }).catch(ignoreMissing);
  if (found === undefined) return undefined;
  if (!found.isSocket())
    throw new UserError('socket-path-taken', `${path} is in the way: it is no socket.`, { hint: 'move it elsewhere.' });
  return found.ino;
}

/** Whether somebody listens on `path`; `gone` when there is nothing. */
export function probe(path: string): Promise<'alive' | 'dead' | 'gone'> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve('alive');
    });
    socket.once('error', (error) => {
      const code = codeOf(error);
      if (code === 'ECONNREFUSED' || code === 'ENOTSOCK') resolve('dead');
      else if (code === 'ENOENT') resolve('gone');
      // Its queue of connections is full, or it closed between our two steps: there is somebody.
      else if (code === 'EAGAIN' || code === 'ECONNRESET' || code === 'EPIPE') resolve('alive');
      else reject(error);
    });
  });
}

async function linked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

const listening = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
  });

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

function ignoreMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

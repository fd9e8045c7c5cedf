/**
 * Counts the bytes that are on their way between a simulated host and a lab in the same process, at both ends of each connection: what one end has sent
 * and the other has not been given yet. So a clock can tell whether anything is still going to happen without time passing. An end of a connection is on
 * its way like a byte.
 */
import type { Dial } from './host/dial.ts';
import type { Portal, PortalListener } from './wire/portal.ts';
import { portalAround } from './wire/portal-around.ts';

/** One end of a connection. */
class End {
  sentBytes = 0;
  receivedBytes = 0;
  /** It sends nothing more. */
  finished = false;
  /** It has been told that the other sends nothing more, or does not care any more. */
  closed = false;
  paused = false;
}

interface Connection {
  readonly host: End;
  readonly target: End;
  /** The target's side has been told of it. */
  accepted: boolean;
}

export class BytesUnderWay {
  /** By the host's address, which both ends know. */
  readonly #connections = new Map<string, Connection>();
  #dialling = 0;
  #arrivedBytes = 0;

  /** All that has arrived at either end, ever. */
  get arrivedBytes(): number {
    return this.#arrivedBytes;
  }

  /** Nothing is on its way; what an end does not want to be given yet counts as arrived. */
  get none(): boolean {
    if (this.#dialling > 0) return false;
    for (const [key, { host, target, accepted }] of this.#connections) {
      if (host.closed && (target.closed || !accepted)) this.#connections.delete(key);
      else if (isUnderWay(host, target) || isUnderWay(target, host)) return false;
    }
    return true;
  }

  /** The host's side. */
  dialled(dial: Dial): Dial {
    return async (endpoint) => {
      this.#dialling += 1;
      try {
        const portal = await dial(endpoint);
        return counted(portal, this.#connection(portal.local.port).host, this.#arrive);
      } finally {
        this.#dialling -= 1;
      }
    };
  }

  /** The target's side. */
  readonly tap = (portal: Portal): Portal => {
    const connection = this.#connection(portal.remote.port);
    connection.accepted = true;
    return counted(portal, connection.target, this.#arrive);
  };

  readonly #arrive = (bytes: number): void => {
    this.#arrivedBytes += bytes;
  };

  #connection(port: number): Connection {
    const key = String(port);
    const known = this.#connections.get(key);
    if (known !== undefined && !(known.host.closed && known.target.closed)) return known;
    const made = { host: new End(), target: new End(), accepted: false };
    this.#connections.set(key, made);
    return made;
  }
}

const isUnderWay = (from: End, to: End): boolean => !to.closed && !to.paused && (from.sentBytes > to.receivedBytes || from.finished);

/** The portal, whose bytes are counted. */
function counted(portal: Portal, end: End, arrive: (bytes: number) => void): Portal {
  const sent = (pieces: readonly Uint8Array[]): void => {
    if (end.finished) return;
    for (const { length } of pieces) end.sentBytes += length;
  };
  const finish = (): void => {
    end.finished = true;
  };
  const gone = (): void => {
    end.finished = true;
    end.closed = true;
  };
  return portalAround(portal, {
    listen(listener: PortalListener): void {
      portal.listen({
        received(chunk) {
          end.receivedBytes += chunk.length;
          arrive(chunk.length);
          listener.received(chunk);
        },
        drained: () => listener.drained(),
        closed(error) {
          end.closed = true;
          if (error !== undefined) end.finished = true;
          listener.closed(error);
        },
      });
    },
    write(pieces) {
      sent(pieces);
      portal.write(pieces);
    },
    pause() {
      end.paused = true;
      portal.pause();
    },
    resume() {
      end.paused = false;
      portal.resume();
    },
    end() {
      finish();
      portal.end();
    },
    destroy() {
      gone();
      portal.destroy();
    },
    reset() {
      gone();
      portal.reset();
    },
  });
}

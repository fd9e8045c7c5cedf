/** A portal that passes everything on to another, but for what it is told to do instead: what stands on a connection and cares for a part of it. */
import type { Portal } from './portal.ts';

export type InsteadOfPortal = Partial<Pick<Portal, 'listen' | 'write' | 'pause' | 'resume' | 'end' | 'destroy' | 'reset'>>;

export const portalAround = (portal: Portal, instead: InsteadOfPortal): Portal => ({
  local: portal.local,
  remote: portal.remote,
  get queuedBytes() {
    return portal.queuedBytes;
  },
  get takenBytes() {
    return portal.takenBytes;
  },
  listen: (listener) => portal.listen(listener),
  write: (pieces) => portal.write(pieces),
  pause: () => portal.pause(),
  resume: () => portal.resume(),
  end: () => portal.end(),
  destroy: () => portal.destroy(),
  reset: () => portal.reset(),
  ...instead,
});

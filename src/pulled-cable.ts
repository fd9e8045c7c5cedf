/**
 * A host's cable that is pulled in the middle of a backup, for targets that nothing can be asked of: at the third WRITE all its connections break off, and
 * nobody can be reached for a while.
 */
import type { Clock } from './foundation/clock.ts';
import { type Dial, DialError } from './host/dial.ts';
import type { Portal } from './wire/portal.ts';
import { portalAround } from './wire/portal-around.ts';

/** Opcode of a SCSI Command PDU (RFC 7143 §11.2.1.2) and where its CDB begins (§11.3). */
const scsiCommand = 0x01;
const cdbOffset = 32;
/** WRITE(6) (SSC-3 §7.9). */
const write6 = 0x0a;
const atWrite = 3;

export function pulledCable(dial: Dial, { clock, awayMs }: { readonly clock: Clock; readonly awayMs: number }): Dial {
  const portals = new Set<Portal>();
  let writes = 0;
  let isOut = false;
  const pull = (): void => {
    isOut = true;
    clock.schedule(awayMs, () => {
      isOut = false;
    });
    for (const portal of portals) portal.reset();
    portals.clear();
  };
  return async (endpoint) => {
    if (isOut) throw new DialError('EHOSTUNREACH', 'the cable is out');
    const portal = await dial(endpoint);
    portals.add(portal);
    return portalAround(portal, {
      write(pieces) {
        if (isWrite(pieces[0]!) && ++writes === atWrite) pull();
        else portal.write(pieces);
      },
    });
  };
}

const isWrite = (header: Uint8Array): boolean => (header[0]! & 0x3f) === scsiCommand && header[cdbOffset] === write6;

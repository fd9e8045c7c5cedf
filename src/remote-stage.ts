/**
 * The stage of a reproduction on a target that somebody else serves, a real library for instance: time passes as it does, the host's own cable is pulled,
 * and whoever sits at the terminal is the operator.
 */
import { pause, systemClock } from './foundation/clock.ts';
import { type Endpoint, formatEndpoint } from './foundation/endpoint.ts';
import { parseDuration } from './foundation/quantity.ts';
import { UserError } from './foundation/user-error.ts';
import { type Dial, DialError, dialTcp } from './host/dial.ts';
import { pulledCable } from './pulled-cable.ts';
import type { Scene, Setting, Stage } from './reproduce/stage.ts';
import { inRealTime } from './reproduction-stage.ts';

export interface RemoteStageOptions {
  readonly portal: Endpoint;
  readonly targets?: readonly string[];
  /** Asks whoever sits at the terminal; the host looks by itself whether it is done. */
  readonly ask: (text: string) => void;
}

/** Before this much time has passed nobody has done it. */
const wayMs = 10_000;

export const remoteStage = ({ portal, targets, ask }: RemoteStageOptions): Stage => ({
  clock: systemClock,
  play: inRealTime,
  async set(setting): Promise<Scene> {
    const dial = dialFor(setting, portal);
    await reach(portal);
    return {
      portals: [portal],
      ...(targets && { targets }),
      dial,
      async exchange() {
        ask('The backup needs another tape: put it into the drive within two minutes, please; to restore, the first one comes first.');
        await pause(systemClock, wayMs);
        return 'was asked for it at the terminal';
      },
      close: async () => {},
    };
  },
});

/** A host would try for ever. @throws UserError */
async function reach(portal: Endpoint): Promise<void> {
  try {
    (await dialTcp(systemClock)(portal)).destroy();
  } catch (error) {
    if (!(error instanceof DialError)) throw error;
    throw new UserError('portal-unreachable', `Nobody can be reached at ${error.message}.`, {
      hint: "see that the target is being served there, and that no firewall is in between; 'tapelab serve' says where it listens.",
      cause: error,
    });
  }
}

/** A target may tell an address by which others reach it, a VM for instance: from here, the way that was named is one. */
function byWayOf(portal: Endpoint, dial: Dial): Dial {
  const unreachable = new Set([formatEndpoint(portal)]);
  return async (told) => {
    const place = formatEndpoint(told);
    if (unreachable.has(place)) return dial(portal);
    return dial(told).catch((error: unknown) => {
      if (!(error instanceof DialError)) throw error;
      unreachable.add(place);
      return dial(portal);
    });
  };
}

function dialFor({ preset, parameters }: Setting, portal: Endpoint): Dial {
  const dial = byWayOf(portal, dialTcp(systemClock));
  if (preset !== 'kb889330') return dial;
  const { what = 'both', away = '90s' } = parameters;
  if (what !== 'both')
    throw new UserError('one-cable', `The ${what} alone cannot be cut off there: all of the host's connections have one cable.`, {
      hint: "leave --what out, or --portal: the reproduction's own target can.",
      exitCode: 2,
    });
  return pulledCable(dial, { clock: systemClock, awayMs: parseDuration(away) });
}

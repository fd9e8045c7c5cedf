/** What happens on a host, in one line for people. */
import { formatEndpoint } from '../foundation/endpoint.ts';
import type { HostEvent, NamedDevice } from '../host/happening.ts';
import { Win32Error } from '../host/windows/win32.ts';

/** Where it happens. */
export type Tone = 'initiator' | 'device' | 'program' | 'error' | 'person' | 'system';

interface Words {
  readonly tone: Tone;
  readonly who: string;
  readonly text: string;
}

const deviceInWords = ({ vendor, product, serialNumber }: Omit<NamedDevice, 'name' | 'kind'>): string =>
  [vendor.trim(), product.trim(), ...(serialNumber === undefined ? [] : [`(${serialNumber.trim()})`])].join(' ');

/** `ERROR_MEDIA_CHANGED` (1110). */
export function errorInWords(error: number): string {
  const name = Object.entries(Win32Error).find(([, code]) => code === error)?.[0];
  return name === undefined ? `error ${error}` : `ERROR_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()} (${error})`;
}

export function inWords(event: HostEvent): Words {
  switch (event.event) {
    case 'host.logged-in':
      return initiator(`logged in to ${event.target} at ${formatEndpoint(event.portal)}`);
    case 'host.connection-lost':
      return initiator(`the connection to ${event.target} is lost: ${event.problem}`);
    case 'host.login-refused':
      return initiator(`no login at ${event.target}: ${event.problem}`);
    case 'host.target-given-up':
      return initiator(`${event.target} has been away for ${event.heldMs / 1000} s: what was held fails, and its devices go`);
    case 'host.reconnected':
      return initiator(`${event.target} is back after ${seconds(event.afterMs)}${event.held ? ', and what was held is sent again' : ''}`);
    case 'host.logged-out':
      return initiator(`logged out of ${event.target}`);
    case 'host.started':
      return { tone: 'system', who: 'System', text: `${event.system} has started` };
    case 'host.shut-down':
      return { tone: 'system', who: 'System', text: `${event.system} is shut down` };
    case 'host.device-arrived':
      return device(`${event.device.name} is ${deviceInWords(event.device)}${event.persistent ? ', a persistent name' : ''}`);
    case 'host.device-unusable':
      return device(`no name for ${deviceInWords(event.device)}: ${event.why}`);
    case 'host.device-removed':
      return device(`${event.device.name} is removed${event.stillOpen ? '; a handle still holds the old device' : ''}`);
    case 'host.system-log':
      return { tone: 'system', who: 'System log', text: `${event.source} ${event.id}: ${event.text}` };
    case 'host.program':
      return { tone: 'program', who: event.program, text: event.text };
    case 'host.win32-error':
      return { tone: 'error', who: event.program, text: `${event.call} ${event.name}: ${errorInWords(event.error)}` };
    case 'host.backup-log':
      return { tone: 'program', who: `${event.program} log`, text: event.line };
    case 'host.job-ended':
      return {
        tone: event.outcome === 'completed' ? 'program' : 'error',
        who: event.program,
        text: `the job '${event.job}' ${event.outcome === 'completed' ? 'is completed' : `has failed: ${event.problem ?? ''}`}`,
      };
    case 'host.data-compared':
      return event.restored === event.source
        ? {
            tone: 'program',
            who: 'Comparison',
            text: `what was restored is what was backed up (${event.files} files, SHA-256 ${event.source.slice(0, 12)}…)`,
          }
        : { tone: 'error', who: 'Comparison', text: 'what was restored is not what was backed up' };
    case 'host.operator-asked':
      return { tone: 'person', who: event.by, text: `asks: ${event.text}` };
    case 'host.operator-did':
      return { tone: 'person', who: 'Operator', text: event.text };
  }
}

const initiator = (text: string): Words => ({ tone: 'initiator', who: 'iSCSI', text });
const device = (text: string): Words => ({ tone: 'device', who: 'Plug and Play', text });
const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;

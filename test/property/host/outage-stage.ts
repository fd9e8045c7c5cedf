/** A lab of a library with one drive, on a clock that jumps, in which something goes wrong once or several times; and what is seen of it. */
import { BytesUnderWay } from '../../../src/bytes-under-way.ts';
import { VirtualClock } from '../../../src/foundation/virtual-clock.ts';
import { type Dial, dialTcp } from '../../../src/host/dial.ts';
import { nothingIsAsked } from '../../../src/reproduction-stage.ts';
import { ServedScenario } from '../../../src/served-scenario.ts';

const drive = 'library-drive1';

/** When it happens: at the how-manieth command or PDU of which kind. */
export const moments = {
  write: { match: { device: drive, command: 'WRITE(6)', pdu: 'scsi-command' }, command: { device: drive, command: 'WRITE(6)' }, nth: 10 },
  written: {
    match: { device: drive, command: 'WRITE(6)', pdu: 'scsi-response' },
    command: { device: drive, command: 'WRITE(6)' },
    nth: 10,
  },
  filemark: {
    match: { device: drive, command: 'WRITE FILEMARKS(6)', pdu: 'scsi-command' },
    command: { device: drive, command: 'WRITE FILEMARKS(6)' },
    nth: 6,
  },
  read: { match: { device: drive, command: 'READ(6)', pdu: 'scsi-command' }, command: { device: drive, command: 'READ(6)' }, nth: 24 },
  'data read': { match: { device: drive, command: 'READ(6)', status: true }, command: { device: drive, command: 'READ(6)' }, nth: 24 },
  'any of the drive': { match: { device: drive, pdu: 'scsi-command' }, command: { device: drive, command: 'any' }, nth: 80 },
  'element status': {
    match: { device: 'library', command: 'READ ELEMENT STATUS', pdu: 'scsi-command' },
    command: { device: 'library', command: 'READ ELEMENT STATUS' },
    nth: 14,
  },
  move: {
    match: { device: 'library', command: 'MOVE MEDIUM', pdu: 'scsi-command' },
    command: { device: 'library', command: 'MOVE MEDIUM' },
    nth: 8,
  },
  moved: {
    match: { device: 'library', command: 'MOVE MEDIUM', pdu: 'scsi-response' },
    command: { device: 'library', command: 'MOVE MEDIUM' },
    nth: 8,
  },
  login: { match: { pdu: 'login-request' }, command: { command: 'TEST UNIT READY' }, nth: 4 },
} as const;
export type Moment = keyof typeof moments;

type Seconds = number;

/** What happens then. `lasts`: an outage, or for how long a device is not ready. */
export const troubles = {
  reset: (lasts: Seconds) => ({ 'portal-down': { for: `${lasts}s`, connections: 'reset' } }),
  finish: (lasts: Seconds) => ({ 'portal-down': { for: `${lasts}s`, connections: 'finish' } }),
  'refused logins': () => ({ 'reset-connection': {} }),
  'no answers': (lasts: Seconds) => ({ 'stall-writes': { for: `${lasts}s` } }),
  'nothing heard': (lasts: Seconds) => ({ 'stall-reads': { for: `${lasts}s` } }),
  'short break': () => ({ finish: {} }),
  'lost command': () => ({ drop: {} }),
  'lost response': () => ({ 'lose-response': {} }),
  late: (lasts: Seconds) => ({ delay: { by: `${lasts}s` } }),
} as const;

/** Those of a device rather than of the way to it. */
export const ailments = {
  'unit attention': () => ({ 'unit-attention': { condition: '29/00' } }),
  'medium may have changed': () => ({ 'unit-attention': { condition: '28/00' } }),
  'mode parameters changed': () => ({ 'unit-attention': { condition: '2A/01' } }),
  'not ready': (lasts: Seconds) => ({ 'not-ready': { for: `${lasts}s` } }),
  vanished: (lasts: Seconds) => ({ 'vanish-lun': { for: `${lasts}s` } }),
  busy: () => ({ status: { status: 'BUSY' } }),
  slow: (lasts: Seconds) => ({ slow: { by: `${lasts}s` } }),
  'switched off': (lasts: Seconds) => ({ 'power-cycle': { off: `${lasts}s` } }),
  'switched off with its sessions': (lasts: Seconds) => ({ 'power-cycle': { off: `${lasts}s`, sessions: 'lost' } }),
  'hardware error': () => ({ sense: { sense: '4/44/00' } }),
  'medium error': () => ({ sense: { sense: '3/0C/00' } }),
} as const;

export interface Outage {
  readonly moment: Moment;
  readonly nth: number;
  readonly trouble: keyof typeof troubles | keyof typeof ailments;
  readonly lasts: Seconds;
  readonly after: boolean;
}

function ruleOf({ moment, nth, trouble, lasts, after }: Outage, index: number) {
  const { match, command } = moments[moment];
  const id = `outage-${index}`;
  if (trouble in ailments) {
    const isAlone = trouble === 'slow' || trouble === 'hardware error' || trouble === 'medium error';
    return {
      id,
      match: { ...command, nth: String(nth) },
      ...(isAlone && after && { when: 'after' }),
      do: ailments[trouble as keyof typeof ailments](lasts),
    };
  }
  const written = trouble === 'lost response' ? { ...match, pdu: undefined, status: true } : match;
  return {
    id,
    match: { ...written, nth: String(nth) },
    do: troubles[trouble as keyof typeof troubles](lasts),
    // biome-ignore lint/suspicious/noThenProperty: the word of rules
    ...(trouble === 'refused logins' && { then: `cut-${index}` }),
  };
}

/** The scenario; YAML takes JSON. */
export function scenarioOf(outages: readonly Outage[], together: boolean): string {
  const refusing = outages.flatMap(({ trouble, lasts }, index) => (trouble === 'refused logins' ? [{ index, lasts }] : []));
  const target = 'iqn.2026-11.local.tapelab';
  return JSON.stringify({
    scenario: 'any outage',
    lab: {
      drives: { [drive]: { model: 'exabyte-8505', serial: '0889330001' } },
      libraries: { library: { model: 'exabyte-exb-480', serial: '0889330000', drives: [drive] } },
      targets: together
        ? { [`${target}:library`]: { luns: { 0: 'library', 1: drive } } }
        : { [`${target}:library`]: { luns: { 0: 'library' } }, [`${target}:tape`]: { luns: { 0: drive } } },
    },
    cartridges: [{ barcodes: 'ANY001..ANY004', medium: '8mm-160m-xl' }],
    before: ['open-door', ...[1, 2, 3, 4].map((slot) => ({ 'put-in': { barcode: `ANY00${slot}`, slot } })), 'close-door'],
    rules: [
      ...outages.map(ruleOf),
      ...refusing.map(({ index }) => ({
        id: `refused-${index}`,
        match: { pdu: 'login-request', state: `cut-${index}` },
        fire: 'always',
        do: { 'login-status': { status: 'service-unavailable' } },
      })),
    ],
    timeline: refusing.map(({ index, lasts }) => ({ [`${lasts}s after state is cut-${index}`]: { enter: 'returned' } })),
    ends: 'after 30h',
  });
}

export class OutageStage {
  readonly #bytes = new BytesUnderWay();
  readonly clock = new VirtualClock({
    quiet: () => this.#bytes.none && nothingIsAsked(),
    now: Date.UTC(2004, 10, 22, 22, 0),
  });
  readonly dial: Dial = this.#bytes.dialled(dialTcp(this.clock));

  serve(text: string): Promise<ServedScenario> {
    return ServedScenario.start({ source: { text, file: 'any outage' }, listen: '127.0.0.1:0', clock: this.clock, tap: this.#bytes.tap });
  }

  pause(seconds: number): Promise<void> {
    return new Promise((resolve) => void this.clock.schedule(seconds * 1000, resolve));
  }
}

/**
 * What names devices may get, told by the events of a host and by the handles that its programs have: the lowest number that no device has and no handle
 * keeps, or, where names persist, the same one for ever.
 */
import type { HostEvent } from '../../../src/host/happening.ts';
import type { Win32 } from '../../../src/host/windows/win32.ts';

/** Of one device object. */
interface Numbered {
  readonly number: number;
  handles: number;
  there: boolean;
}

const firstPersistent = 2_147_483_646;

export class NameWatch {
  readonly #persistent: Readonly<Record<'tape' | 'changer', boolean>>;
  readonly #objects: Record<'tape' | 'changer', Numbered[]> = { tape: [], changer: [] };
  /** Numbers that somebody had since a device was last found: the one that comes next may have been counted while they were taken. */
  #taken: Record<'tape' | 'changer', Set<number>> = { tape: new Set(), changer: new Set() };
  /** Of names against the rule. */
  readonly complaints: string[] = [];

  constructor(persistent: Readonly<Record<'tape' | 'changer', boolean>>) {
    this.#persistent = persistent;
  }

  /** What it hears. */
  hear(event: HostEvent): void {
    if (event.event === 'host.shut-down') {
      for (const kind of ['tape', 'changer'] as const) {
        this.#objects[kind] = [];
        this.#taken[kind] = new Set();
      }
    }
    if (event.event === 'host.logged-in' || event.event === 'host.reconnected') {
      for (const kind of ['tape', 'changer'] as const) this.#taken[kind] = new Set(this.#numbers(kind));
    }
    if (event.event === 'host.device-arrived') {
      const { kind, name, serialNumber } = event.device;
      const number = Number(/\d+$/.exec(name)?.[0]);
      // One whose serial number nobody could be asked for has none, and no name of its own.
      if (this.#persistent[kind] && serialNumber === undefined) return;
      if (event.persistent !== this.#persistent[kind]) this.complaints.push(`${name}: persistent ${event.persistent}`);
      if (this.#persistent[kind]) {
        if (number !== firstPersistent) this.complaints.push(`${name}, and it was ${firstPersistent}`);
        return;
      }
      const now = new Set(this.#numbers(kind));
      if (now.has(number)) this.complaints.push(`${name} is another's`);
      for (let lower = 0; lower < number; lower++)
        if (!now.has(lower) && !this.#taken[kind].has(lower)) this.complaints.push(`${name}, and ${lower} was free`);
      this.#objects[kind].push({ number, handles: 0, there: true });
      this.#taken[kind].add(number);
    }
    if (event.event === 'host.device-removed') {
      const { kind, name } = event.device;
      const object = this.#objects[kind].find((one) => one.there && name.endsWith(`${kind === 'tape' ? 'Tape' : 'Changer'}${one.number}`));
      if (object === undefined) return;
      object.there = false;
      this.#settle(kind);
    }
  }

  /** A program's Win32, whose handles it counts. */
  watched(win32: Win32): Win32 {
    return {
      queryDosDevices: () => win32.queryDosDevices(),
      identify: (name) => win32.identify(name),
      createFile: async (path) => {
        const kind = /tape/i.test(path) ? 'tape' : 'changer';
        const number = Number(/\d+$/.exec(path)?.[0]);
        const object = this.#objects[kind].find((one) => one.there && one.number === number);
        if (object !== undefined) object.handles++;
        const close = (): void => {
          if (object !== undefined) object.handles--;
          this.#settle(kind);
        };
        const { error, handle } = await win32.createFile(path);
        if (handle === undefined) {
          close();
          return { error };
        }
        let isOpen = true;
        const closing = handle.close.bind(handle);
        handle.close = () => {
          closing();
          if (isOpen) close();
          isOpen = false;
        };
        return { error, handle };
      },
    };
  }

  #numbers(kind: 'tape' | 'changer'): number[] {
    return this.#objects[kind].map(({ number }) => number);
  }

  #settle(kind: 'tape' | 'changer'): void {
    this.#objects[kind] = this.#objects[kind].filter(({ there, handles }) => there || handles > 0);
  }
}

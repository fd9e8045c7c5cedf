/**
 * The object manager's names, as far as device objects need them: a device object or a symbolic link under each, and case counts for nothing. A device
 * that is deleted while somebody has a handle of it keeps its name until the last handle is closed. That a name cannot be given twice is what gives a
 * tape that comes back another number (KB 889330).
 */

export class DeviceObject {
  /** `\Device\Tape0`. */
  readonly path: string;
  readonly #forget: () => void;
  #handles = 0;
  #deleted = false;

  constructor(path: string, forget: () => void) {
    this.path = path;
    this.#forget = forget;
  }

  /** Whether somebody has a handle. */
  get open(): boolean {
    return this.#handles > 0;
  }

  /** One more handle; the result closes it, once. */
  reference(): () => void {
    let held = true;
    this.#handles++;
    return () => {
      if (!held) return;
      held = false;
      this.#handles--;
      this.#settle();
    };
  }

  delete(): void {
    this.#deleted = true;
    this.#settle();
  }

  #settle(): void {
    if (this.#deleted && !this.open) this.#forget();
  }
}

export class ObjectNamespace {
  readonly #entries = new Map<string, Entry>();

  /** `undefined`: the name is taken. */
  create(path: string): DeviceObject | undefined {
    if (this.#entries.has(path.toLowerCase())) return undefined;
    const object = new DeviceObject(path, () => this.#entries.delete(path.toLowerCase()));
    this.#entries.set(path.toLowerCase(), { path, object });
    return object;
  }

  /** A symbolic link; false: the name is taken. */
  link(path: string, object: DeviceObject): boolean {
    if (this.#entries.has(path.toLowerCase())) return false;
    this.#entries.set(path.toLowerCase(), { path, object, link: true });
    return true;
  }

  unlink(path: string): void {
    if (this.#entries.get(path.toLowerCase())?.link) this.#entries.delete(path.toLowerCase());
  }

  /** The device object of that name, or the one that a link of that name stands for. */
  find(path: string): DeviceObject | undefined {
    return this.#entries.get(path.toLowerCase())?.object;
  }

  /** The names of the links in `directory`, without it, as they were written. */
  links(directory: string): readonly string[] {
    const start = `${directory.toLowerCase()}\\`;
    return [...this.#entries.values()]
      .filter(({ path, link }) => link && path.toLowerCase().startsWith(start))
      .map(({ path }) => path.slice(start.length));
  }
}

interface Entry {
  readonly path: string;
  readonly object: DeviceObject;
  readonly link?: boolean;
}

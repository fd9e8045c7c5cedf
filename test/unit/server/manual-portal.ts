/** A portal that does what a test tells it: what arrives is called in, what leaves is kept. */
import type { Portal, PortalListener } from '../../../src/wire/portal.ts';

export class ManualPortal implements Portal {
  readonly local = { address: '127.0.0.1', port: 3260 };
  readonly remote = { address: '127.0.0.1', port: 50_000 };
  queuedBytes = 0;
  takenBytes = 0;
  readonly written: Uint8Array[] = [];
  readonly calls: string[] = [];
  listener!: PortalListener;

  listen(listener: PortalListener): void {
    this.listener = listener;
  }

  write(pieces: readonly Uint8Array[]): void {
    this.written.push(...pieces);
  }

  pause(): void {
    this.calls.push('pause');
  }

  resume(): void {
    this.calls.push('resume');
  }

  end(): void {
    this.calls.push('end');
  }

  destroy(): void {
    this.calls.push('destroy');
  }

  reset(): void {
    this.calls.push('reset');
  }
}

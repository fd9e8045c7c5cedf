/**
 * The memory behind READ BUFFER and WRITE BUFFER (SPC-4 §6.18, §6.49), with which a host tests its way to the device: a data buffer, and an echo
 * buffer that tells one host from another. Neither has to do with the data on a medium.
 */
import type { Nexus } from './target.ts';

export const dataBufferBytes = 64 * 1024;
export const echoBufferBytes = 4096;

/** Why a nexus cannot have back what it wrote to the echo buffer: it wrote nothing, or another nexus wrote after it. */
export type EchoFailure = 'nothing-written' | 'overwritten';

export class Buffers {
  readonly data = new Uint8Array(dataBufferBytes);
  #echo: { readonly writer: string; readonly bytes: Uint8Array } | undefined;
  readonly #overwritten = new Set<string>();

  writeEcho(nexus: Nexus, bytes: Uint8Array): void {
    if (this.#echo !== undefined) this.#overwritten.add(this.#echo.writer);
    this.#overwritten.delete(nexus.id);
    this.#echo = { writer: nexus.id, bytes: Uint8Array.from(bytes) };
  }

  readEcho(nexus: Nexus): Uint8Array | EchoFailure {
    if (this.#echo?.writer === nexus.id) return this.#echo.bytes;
    return this.#overwritten.has(nexus.id) ? 'overwritten' : 'nothing-written';
  }

  nexusLost(nexus: Nexus): void {
    this.#overwritten.delete(nexus.id);
    if (this.#echo?.writer === nexus.id) this.#echo = undefined;
  }

  reset(): void {
    this.data.fill(0);
    this.#echo = undefined;
    this.#overwritten.clear();
  }
}

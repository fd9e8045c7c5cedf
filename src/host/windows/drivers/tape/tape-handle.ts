/** The tape functions of the Win32 API over a started tape: the driver's statuses as programs get them. */
import type {
  Answer,
  MediaTypeInformation,
  ReadAnswer,
  TapeDriveParameters,
  TapeHandle,
  TapeMediaParameters,
  TapePositionMethod,
  TransferAnswer,
  ValueAnswer,
} from '../../win32.ts';
import { win32ErrorOf } from '../nt-status.ts';
import type { OpenHandle } from '../open-handle.ts';
import type { PrepareOperation } from './minidriver.ts';
import type { TapeDevice } from './tape-device.ts';
import { nothingMoved, type Transferred } from './transfer.ts';

export class OpenTape implements TapeHandle {
  readonly kind = 'tape';
  readonly name: string;
  readonly #device: TapeDevice;
  readonly #open: OpenHandle;

  constructor(name: string, device: TapeDevice, open: OpenHandle) {
    this.name = name;
    this.#device = device;
    this.#open = open;
  }

  getDriveParameters(): Promise<ValueAnswer<TapeDriveParameters>> {
    return this.#open.value(() => this.#device.getDriveParameters());
  }

  setDriveParameters(parameters: Partial<Pick<TapeDriveParameters, 'compression' | 'reportSetmarks'>>): Promise<Answer> {
    return this.#open.answer(() => this.#device.setDriveParameters(parameters));
  }

  getMediaParameters(): Promise<ValueAnswer<TapeMediaParameters>> {
    return this.#open.value(() => this.#device.getMediaParameters());
  }

  setMediaParameters({ blockSize }: { readonly blockSize: number }): Promise<Answer> {
    return this.#open.answer(() => this.#device.setMediaParameters(blockSize));
  }

  getStatus(): Promise<Answer> {
    return this.#open.answer(() => this.#device.getStatus());
  }

  getPosition(): Promise<ValueAnswer<{ readonly partition: number; readonly block: number }>> {
    return this.#open.value(() => this.#device.getPosition());
  }

  setPosition(method: TapePositionMethod, position = 0): Promise<Answer> {
    return this.#open.answer(() => this.#device.setPosition(method, position));
  }

  prepare(operation: PrepareOperation): Promise<Answer> {
    return this.#open.answer(() => this.#device.prepare(operation));
  }

  writeMarks(count: number, kind: 'filemarks' | 'setmarks' = 'filemarks'): Promise<Answer> {
    return this.#open.answer(() => this.#device.writeMarks(count, kind));
  }

  erase(kind: 'short' | 'long'): Promise<Answer> {
    return this.#open.answer(() => this.#device.erase(kind));
  }

  getMediaTypes(): Promise<ValueAnswer<readonly MediaTypeInformation[]>> {
    return this.#open.value(() => this.#device.getMediaTypes());
  }

  async readFile(bytes: number): Promise<ReadAnswer> {
    const { status, bytes: moved, data } = await this.#transfer({ read: bytes });
    return { error: win32ErrorOf(status), bytes: moved, data };
  }

  async writeFile(data: Uint8Array): Promise<TransferAnswer> {
    const { status, bytes } = await this.#transfer({ write: data });
    return { error: win32ErrorOf(status), bytes };
  }

  close(): void {
    this.#open.close();
  }

  async #transfer(request: { read: number } | { write: Uint8Array }): Promise<Transferred> {
    const { refusal } = this.#open;
    return refusal === undefined ? this.#device.transfer(request) : nothingMoved(refusal);
  }
}

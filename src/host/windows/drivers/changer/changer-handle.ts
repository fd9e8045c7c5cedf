/** The changer's I/O control codes over a started changer: the driver's statuses as programs get them. */
import type {
  Answer,
  ChangerElement,
  ChangerElementStatus,
  ChangerElementType,
  ChangerHandle,
  ChangerParameters,
  ValueAnswer,
} from '../../win32.ts';
import { NtStatus, win32ErrorOf } from '../nt-status.ts';
import type { OpenHandle } from '../open-handle.ts';
import type { ChangerDevice, Outcome, ProductData } from './changer-device.ts';

/** Runs a call while nothing is polled. */
export type WhileNothingIsPolled = <T>(work: () => Promise<T>) => Promise<T>;

export class OpenChanger implements ChangerHandle {
  readonly kind = 'changer';
  readonly name: string;
  readonly #device: ChangerDevice;
  readonly #open: OpenHandle;
  readonly #quietly: WhileNothingIsPolled;

  constructor(name: string, device: ChangerDevice, open: OpenHandle, quietly: WhileNothingIsPolled) {
    this.name = name;
    this.#device = device;
    this.#open = open;
    this.#quietly = quietly;
  }

  getParameters(): Promise<ValueAnswer<ChangerParameters>> {
    return this.#value((device) => device.getParameters());
  }

  getStatus(): Promise<Answer> {
    return this.#answer((device) => device.getStatus());
  }

  getProductData(): Promise<ValueAnswer<ProductData>> {
    return this.#value(async (device) => ({ status: NtStatus.success, value: device.productData }));
  }

  getElementStatus(
    type: ChangerElementType,
    { volumeTags = false }: { readonly volumeTags?: boolean } = {},
  ): Promise<ValueAnswer<readonly ChangerElementStatus[]>> {
    return this.#value((device) => device.getElementStatus(type, volumeTags));
  }

  initializeElementStatus(): Promise<Answer> {
    return this.#answer((device) => device.initializeElementStatus());
  }

  moveMedium(source: ChangerElement, destination: ChangerElement): Promise<Answer> {
    return this.#answer((device) => device.moveMedium(source, destination));
  }

  exchangeMedium(source: ChangerElement, first: ChangerElement, second: ChangerElement): Promise<Answer> {
    return this.#answer((device) => device.exchangeMedium(source, first, second));
  }

  setAccess(lock: boolean): Promise<Answer> {
    return this.#answer((device) => device.setAccess(lock));
  }

  close(): void {
    this.#open.close();
  }

  #answer(call: (device: ChangerDevice) => Promise<NtStatus>): Promise<Answer> {
    return this.#value(async (device) => ({ status: await call(device) }));
  }

  async #value<T>(call: (device: ChangerDevice) => Promise<Outcome<T>>): Promise<ValueAnswer<T>> {
    const { refusal } = this.#open;
    if (refusal !== undefined) return { error: win32ErrorOf(refusal) };
    const { status, value } = await this.#quietly(() => call(this.#device));
    return { error: win32ErrorOf(status), ...(value !== undefined && { value }) };
  }
}

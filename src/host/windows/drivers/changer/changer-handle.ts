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
import { NtStatus } from '../nt-status.ts';
import type { OpenHandle } from '../open-handle.ts';
import type { ChangerDevice, ProductData } from './changer-device.ts';

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
    return this.#open.value(() => this.#quietly(() => this.#device.getParameters()));
  }

  getStatus(): Promise<Answer> {
    return this.#open.answer(() => this.#quietly(() => this.#device.getStatus()));
  }

  getProductData(): Promise<ValueAnswer<ProductData>> {
    return this.#open.value(async () => ({ status: NtStatus.success, value: this.#device.productData }));
  }

  getElementStatus(
    type: ChangerElementType,
    { volumeTags = false }: { readonly volumeTags?: boolean } = {},
  ): Promise<ValueAnswer<readonly ChangerElementStatus[]>> {
    return this.#open.value(() => this.#quietly(() => this.#device.getElementStatus(type, volumeTags)));
  }

  initializeElementStatus(): Promise<Answer> {
    return this.#open.answer(() => this.#quietly(() => this.#device.initializeElementStatus()));
  }

  moveMedium(source: ChangerElement, destination: ChangerElement): Promise<Answer> {
    return this.#open.answer(() => this.#quietly(() => this.#device.moveMedium(source, destination)));
  }

  exchangeMedium(source: ChangerElement, first: ChangerElement, second: ChangerElement): Promise<Answer> {
    return this.#open.answer(() => this.#quietly(() => this.#device.exchangeMedium(source, first, second)));
  }

  setAccess(lock: boolean): Promise<Answer> {
    return this.#open.answer(() => this.#quietly(() => this.#device.setAccess(lock)));
  }

  close(): void {
    this.#open.close();
  }
}

/**
 * The Win32 API as one program has it: it opens devices by their names and gets handles, and every call of it that does not end well is told. What calls
 * do is the class driver's business.
 */
import type { PublishHost } from '../happening.ts';
import type { PlugAndPlay } from './plug-and-play.ts';
import {
  type Answer,
  type ChangerHandle,
  type DeviceHandle,
  type TapeHandle,
  type Win32,
  Win32Error,
  type Win32ErrorCode,
} from './win32.ts';

type CallsOf<Handle> = Readonly<Record<Exclude<keyof Handle, 'kind' | 'name' | 'close'>, string>>;

/** What a handle's methods are called in the API, and the I/O control codes where it has no function. */
const tapeCalls = {
  getDriveParameters: 'GetTapeParameters',
  setDriveParameters: 'SetTapeParameters',
  getMediaParameters: 'GetTapeParameters',
  setMediaParameters: 'SetTapeParameters',
  getStatus: 'GetTapeStatus',
  getPosition: 'GetTapePosition',
  setPosition: 'SetTapePosition',
  prepare: 'PrepareTape',
  writeMarks: 'WriteTapemark',
  erase: 'EraseTape',
  getMediaTypes: 'IOCTL_STORAGE_GET_MEDIA_TYPES_EX',
  readFile: 'ReadFile',
  writeFile: 'WriteFile',
} as const satisfies CallsOf<TapeHandle>;

const changerCalls = {
  getParameters: 'IOCTL_CHANGER_GET_PARAMETERS',
  getStatus: 'IOCTL_CHANGER_GET_STATUS',
  getProductData: 'IOCTL_CHANGER_GET_PRODUCT_DATA',
  getElementStatus: 'IOCTL_CHANGER_GET_ELEMENT_STATUS',
  initializeElementStatus: 'IOCTL_CHANGER_INITIALIZE_ELEMENT_STATUS',
  moveMedium: 'IOCTL_CHANGER_MOVE_MEDIUM',
  exchangeMedium: 'IOCTL_CHANGER_EXCHANGE_MEDIUM',
  setAccess: 'IOCTL_CHANGER_SET_ACCESS',
} as const satisfies CallsOf<ChangerHandle>;

const NAMESPACE_PREFIX = '\\\\.\\';

export interface ProgramSurroundings {
  readonly plugAndPlay: PlugAndPlay;
  readonly publish: PublishHost;
  /** The names of the links for programs, without `\\.\`. */
  readonly dosDevices: () => readonly string[];
  /** Handles that are open, of all programs. */
  readonly handles: Set<DeviceHandle>;
}

export function win32OfProgram(program: string, { plugAndPlay, publish, dosDevices, handles }: ProgramSurroundings): Win32 {
  const tell = (call: string, name: string, error: Win32ErrorCode): void => {
    if (error !== Win32Error.success) publish({ event: 'host.win32-error', program, call, name, error });
  };

  const observed = (handle: DeviceHandle): DeviceHandle => {
    const program: DeviceHandle = {
      ...toldCalls(handle, (call, error) => tell(call, handle.name, error)),
      kind: handle.kind,
      name: handle.name,
      close() {
        handles.delete(program);
        handle.close();
      },
    } as DeviceHandle;
    handles.add(program);
    return program;
  };

  return {
    queryDosDevices: dosDevices,
    async createFile(name) {
      const node = name.startsWith(NAMESPACE_PREFIX) ? plugAndPlay.find(name.slice(NAMESPACE_PREFIX.length)) : undefined;
      if (node?.device === undefined) {
        tell('CreateFile', name, Win32Error.fileNotFound);
        return { error: Win32Error.fileNotFound };
      }
      const release = node.object.reference();
      const { error, handle } = await node.started.open(node.device.name, release);
      tell('CreateFile', name, error);
      if (handle !== undefined) return { error, handle: observed(handle) };
      release();
      return { error };
    },
    identify(name) {
      const node = plugAndPlay.find(name.startsWith(NAMESPACE_PREFIX) ? name.slice(NAMESPACE_PREFIX.length) : name);
      if (node?.device === undefined) return undefined;
      const { vendor, product, serialNumber } = node.device;
      return { vendor, product, serialNumber, address: node.physical.address };
    },
  };
}

/** A handle's methods, each of which tells what it ended with. */
function toldCalls(handle: DeviceHandle, tell: (call: string, error: Win32ErrorCode) => void): Record<string, unknown> {
  const calls: Readonly<Record<string, string>> = handle.kind === 'tape' ? tapeCalls : changerCalls;
  const methods = handle as unknown as Readonly<Record<string, (...parameters: unknown[]) => Promise<Answer>>>;
  return Object.fromEntries(
    Object.entries(calls).map(([method, call]) => [
      method,
      async (...parameters: unknown[]) => {
        const answer = await methods[method]!(...parameters);
        tell(call, answer.error);
        return answer;
      },
    ]),
  );
}

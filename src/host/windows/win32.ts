/**
 * Tapes and changers as Windows programs reach them: the tape functions of the Win32 API, and the changer's I/O control codes. As there, nothing is
 * thrown: every call answers an error code, 0 where there was none, and a warning (`ERROR_END_OF_MEDIA`, `ERROR_FILEMARK_DETECTED`) may come with
 * a transfer that has taken place.
 */

/** WINERROR.H, as far as tapes meet it. */
export const Win32Error = {
  success: 0,
  invalidFunction: 1,
  fileNotFound: 2,
  pathNotFound: 3,
  accessDenied: 5,
  invalidHandle: 6,
  writeProtect: 19,
  notReady: 21,
  crc: 23,
  sectorNotFound: 27,
  genFailure: 31,
  /** What calls over a handle end with whose device Plug and Play has taken away. */
  deviceDoesNotExist: 55,
  invalidParameter: 87,
  semTimeout: 121,
  invalidName: 123,
  busy: 170,
  moreData: 234,
  noSuchDevice: 433,
  endOfMedia: 1100,
  filemarkDetected: 1101,
  beginningOfMedia: 1102,
  setmarkDetected: 1103,
  noDataDetected: 1104,
  partitionFailure: 1105,
  invalidBlockLength: 1106,
  deviceNotPartitioned: 1107,
  unableToLockMedia: 1108,
  unableToUnloadMedia: 1109,
  mediaChanged: 1110,
  busReset: 1111,
  noMediaInDrive: 1112,
  ioDevice: 1117,
  eomOverflow: 1129,
  illegalElementAddress: 1162,
  sourceElementEmpty: 1160,
  destinationElementFull: 1161,
  magazineNotPresent: 1163,
  deviceRequiresCleaning: 1165,
  deviceDoorOpen: 1166,
  deviceNotConnected: 1167,
  unrecognizedMedia: 1785,
  cleanerCartridgeInstalled: 4340,
} as const;
/** Any number; those above have names. */
export type Win32ErrorCode = number;

export interface Answer {
  readonly error: Win32ErrorCode;
}
/** `value` is there when `error` is 0. */
export interface ValueAnswer<T> extends Answer {
  readonly value?: T;
}
/** ReadFile and WriteFile: what was moved is moved, whatever the error says. */
export interface TransferAnswer extends Answer {
  readonly bytes: number;
}
export interface ReadAnswer extends TransferAnswer {
  readonly data: Uint8Array;
}

/** TAPE_GET_DRIVE_PARAMETERS. */
export interface TapeDriveParameters {
  readonly compression: boolean;
  readonly reportSetmarks: boolean;
  readonly defaultBlockSize: number;
  readonly minimumBlockSize: number;
  readonly maximumBlockSize: number;
}

/** TAPE_GET_MEDIA_PARAMETERS. Bytes; undefined where the driver does not tell it. */
export interface TapeMediaParameters {
  readonly capacity: number | undefined;
  readonly remaining: number | undefined;
  /** 0: blocks of any length. */
  readonly blockSize: number;
  readonly writeProtected: boolean;
}

export type TapePositionMethod =
  | 'rewind'
  | 'absolute-block'
  | 'logical-block'
  | 'end-of-data'
  | 'relative-blocks'
  | 'filemarks'
  | 'setmarks';

/** A handle that CreateFile has given for `\\.\TapeN`. After its device is gone every call ends with an error; it stays open until `close`. */
export interface TapeHandle {
  readonly kind: 'tape';
  readonly name: string;
  getDriveParameters(): Promise<ValueAnswer<TapeDriveParameters>>;
  setDriveParameters(parameters: Partial<Pick<TapeDriveParameters, 'compression' | 'reportSetmarks'>>): Promise<Answer>;
  getMediaParameters(): Promise<ValueAnswer<TapeMediaParameters>>;
  setMediaParameters(parameters: { readonly blockSize: number }): Promise<Answer>;
  getStatus(): Promise<Answer>;
  /** TAPE_ABSOLUTE_POSITION, or the drive's logical one. */
  getPosition(): Promise<ValueAnswer<{ readonly partition: number; readonly block: number }>>;
  setPosition(method: TapePositionMethod, position?: number): Promise<Answer>;
  prepare(operation: 'load' | 'unload' | 'tension' | 'lock' | 'unlock'): Promise<Answer>;
  writeMarks(count: number, kind?: 'filemarks' | 'setmarks'): Promise<Answer>;
  erase(kind: 'short' | 'long'): Promise<Answer>;
  /** IOCTL_STORAGE_GET_MEDIA_TYPES_EX: what kinds of media it takes, as STORAGE_MEDIA_TYPE names them (`DDS_4mm`), and which of them is mounted. */
  getMediaTypes(): Promise<ValueAnswer<readonly MediaTypeInformation[]>>;
  readFile(bytes: number): Promise<ReadAnswer>;
  writeFile(data: Uint8Array): Promise<TransferAnswer>;
  close(): void;
}

export interface MediaTypeInformation {
  readonly mediaType: StorageMediaType;
  readonly mounted: boolean;
  readonly writeProtected: boolean;
}

/** STORAGE_MEDIA_TYPE (ntddstor.h). */
export type StorageMediaType =
  | 'DDS_4mm'
  | 'MiniQic'
  | 'Travan'
  | 'QIC'
  | 'MP_8mm'
  | 'AIT1_8mm'
  | 'DLT'
  | 'CLEANER_CARTRIDGE'
  | 'LTO_Ultrium';

/** ELEMENT_TYPE of the changer's API; the same numbers as SMC's. */
export type ChangerElementType = 'transport' | 'slot' | 'ie-port' | 'drive';
/** CHANGER_ELEMENT: addresses count from 0 within a type. */
export interface ChangerElement {
  readonly type: ChangerElementType;
  readonly address: number;
}

/** GET_CHANGER_PARAMETERS. */
export interface ChangerParameters {
  readonly transports: number;
  readonly slots: number;
  readonly iePorts: number;
  readonly drives: number;
  readonly doors: number;
  readonly barCodeScanner: boolean;
}

/** CHANGER_ELEMENT_STATUS(_EX). */
export interface ChangerElementStatus extends ChangerElement {
  readonly full: boolean;
  readonly accessible: boolean;
  readonly exception: boolean;
  /** Where the cartridge came from, where the library knows. */
  readonly source?: ChangerElement | undefined;
  /** PRIMARY_VOLUME_ID without its trailing blanks. */
  readonly volumeTag?: string | undefined;
  /** ELEMENT_STATUS_LUN_VALID and ID_VALID. */
  readonly lun?: number | undefined;
  readonly targetId?: number | undefined;
  /** ELEMENT_STATUS_PRODUCT_DATA: of the drive in it. */
  readonly serialNumber?: string | undefined;
}

/** A handle for `\\.\ChangerN`, of which there is one at a time: a second CreateFile ends with `busy`. */
export interface ChangerHandle {
  readonly kind: 'changer';
  readonly name: string;
  getParameters(): Promise<ValueAnswer<ChangerParameters>>;
  getStatus(): Promise<Answer>;
  /** Cached: vendor, product, revision, serial number. */
  getProductData(): Promise<ValueAnswer<{ readonly vendor: string; readonly product: string; readonly serialNumber: string }>>;
  getElementStatus(
    type: ChangerElementType,
    options?: { readonly volumeTags?: boolean },
  ): Promise<ValueAnswer<readonly ChangerElementStatus[]>>;
  initializeElementStatus(): Promise<Answer>;
  moveMedium(source: ChangerElement, destination: ChangerElement): Promise<Answer>;
  exchangeMedium(source: ChangerElement, first: ChangerElement, second: ChangerElement): Promise<Answer>;
  /** IOCTL_CHANGER_SET_ACCESS: locks or unlocks its door. */
  setAccess(lock: boolean): Promise<Answer>;
  close(): void;
}

export type DeviceHandle = TapeHandle | ChangerHandle;

export interface DeviceIdentity {
  readonly vendor: string;
  readonly product: string;
  readonly serialNumber: string | undefined;
  /** SCSI_ADDRESS: as the port driver numbers them. */
  readonly address: { readonly port: number; readonly bus: number; readonly target: number; readonly lun: number };
}

/** What programs have of the system. */
export interface Win32 {
  /** QueryDosDevice: the names there are now, without `\\.\`: `Tape0`, `Changer0`. */
  queryDosDevices(): readonly string[];
  /** CreateFile of `\\.\Tape0`. */
  createFile(name: string): Promise<Answer & { readonly handle?: DeviceHandle }>;
  /** HKLM\HARDWARE\DEVICEMAP\Scsi, IOCTL_SCSI_GET_ADDRESS and the like: which device a name (`Tape0`) stands for now. */
  identify(name: string): DeviceIdentity | undefined;
}

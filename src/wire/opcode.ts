/** Operation codes of PDUs (RFC 7143 §11.2.1.2). */
export const Opcode = {
  nopOut: 0x00,
  scsiCommand: 0x01,
  taskManagementRequest: 0x02,
  loginRequest: 0x03,
  textRequest: 0x04,
  dataOut: 0x05,
  logoutRequest: 0x06,
  snackRequest: 0x10,
  nopIn: 0x20,
  scsiResponse: 0x21,
  taskManagementResponse: 0x22,
  loginResponse: 0x23,
  textResponse: 0x24,
  dataIn: 0x25,
  logoutResponse: 0x26,
  readyToTransfer: 0x31,
  asyncMessage: 0x32,
  reject: 0x3f,
} as const;
export type Opcode = (typeof Opcode)[keyof typeof Opcode];

const names = new Map<number, string>([
  [Opcode.nopOut, 'NOP-Out'],
  [Opcode.scsiCommand, 'SCSI Command'],
  [Opcode.taskManagementRequest, 'Task Management Function Request'],
  [Opcode.loginRequest, 'Login Request'],
  [Opcode.textRequest, 'Text Request'],
  [Opcode.dataOut, 'SCSI Data-Out'],
  [Opcode.logoutRequest, 'Logout Request'],
  [Opcode.snackRequest, 'SNACK Request'],
  [Opcode.nopIn, 'NOP-In'],
  [Opcode.scsiResponse, 'SCSI Response'],
  [Opcode.taskManagementResponse, 'Task Management Function Response'],
  [Opcode.loginResponse, 'Login Response'],
  [Opcode.textResponse, 'Text Response'],
  [Opcode.dataIn, 'SCSI Data-In'],
  [Opcode.logoutResponse, 'Logout Response'],
  [Opcode.readyToTransfer, 'Ready To Transfer'],
  [Opcode.asyncMessage, 'Asynchronous Message'],
  [Opcode.reject, 'Reject'],
]);

/** The RFC's name, or the number for an operation code that has none. */
export const opcodeName = (opcode: number): string => names.get(opcode) ?? `operation code ${opcode.toString(16).padStart(2, '0')}h`;

/** The tag value that means "none" (RFC 7143 §11.19 and elsewhere). */
export const RESERVED_TAG = 0xffff_ffff;

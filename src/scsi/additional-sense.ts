/**
 * Additional sense codes (SPC-5 annex F.2) that this product says, by their T10 words. One row per code; a device writes
 * `additionalSense.writeProtected`, and whoever prints sense asks `additionalSenseName`.
 */
export interface AdditionalSense {
  readonly asc: number;
  readonly ascq: number;
  /** T10's words: `WRITE ERROR`. */
  readonly name: string;
}

const row = (asc: number, ascq: number, name: string): AdditionalSense => ({ asc, ascq, name });

export const additionalSense = {
  noAdditionalSenseInformation: row(0x00, 0x00, 'NO ADDITIONAL SENSE INFORMATION'),
  filemarkDetected: row(0x00, 0x01, 'FILEMARK DETECTED'),
  endOfPartition: row(0x00, 0x02, 'END-OF-PARTITION/MEDIUM DETECTED'),
  setmarkDetected: row(0x00, 0x03, 'SETMARK DETECTED'),
  beginningOfPartition: row(0x00, 0x04, 'BEGINNING-OF-PARTITION/MEDIUM DETECTED'),
  endOfData: row(0x00, 0x05, 'END-OF-DATA DETECTED'),
  programmableEarlyWarning: row(0x00, 0x07, 'PROGRAMMABLE EARLY WARNING DETECTED'),
  operationInProgress: row(0x00, 0x16, 'OPERATION IN PROGRESS'),
  cleaningRequested: row(0x00, 0x17, 'CLEANING REQUESTED'),
  eraseOperationInProgress: row(0x00, 0x18, 'ERASE OPERATION IN PROGRESS'),
  locateOperationInProgress: row(0x00, 0x19, 'LOCATE OPERATION IN PROGRESS'),
  rewindOperationInProgress: row(0x00, 0x1a, 'REWIND OPERATION IN PROGRESS'),

  peripheralDeviceWriteFault: row(0x03, 0x00, 'PERIPHERAL DEVICE WRITE FAULT'),
  excessiveWriteErrors: row(0x03, 0x02, 'EXCESSIVE WRITE ERRORS'),
  causeNotReportable: row(0x04, 0x00, 'LOGICAL UNIT NOT READY, CAUSE NOT REPORTABLE'),
  becomingReady: row(0x04, 0x01, 'LOGICAL UNIT IS IN PROCESS OF BECOMING READY'),
  initializingCommandRequired: row(0x04, 0x02, 'LOGICAL UNIT NOT READY, INITIALIZING COMMAND REQUIRED'),
  manualInterventionRequired: row(0x04, 0x03, 'LOGICAL UNIT NOT READY, MANUAL INTERVENTION REQUIRED'),
  notReadyOperationInProgress: row(0x04, 0x07, 'LOGICAL UNIT NOT READY, OPERATION IN PROGRESS'),
  notReadyOffline: row(0x04, 0x12, 'LOGICAL UNIT NOT READY, OFFLINE'),
  communicationFailure: row(0x08, 0x00, 'LOGICAL UNIT COMMUNICATION FAILURE'),
  trackFollowingError: row(0x09, 0x00, 'TRACK FOLLOWING ERROR'),
  warning: row(0x0b, 0x00, 'WARNING'),
  writeError: row(0x0c, 0x00, 'WRITE ERROR'),
  writeErrorUnexpectedUnsolicitedData: row(0x0c, 0x0c, 'WRITE ERROR - UNEXPECTED UNSOLICITED DATA'),
  writeErrorNotEnoughUnsolicitedData: row(0x0c, 0x0d, 'WRITE ERROR - NOT ENOUGH UNSOLICITED DATA'),
  unrecoveredReadError: row(0x11, 0x00, 'UNRECOVERED READ ERROR'),
  readRetriesExhausted: row(0x11, 0x01, 'READ RETRIES EXHAUSTED'),
  incompleteBlockRead: row(0x11, 0x08, 'INCOMPLETE BLOCK READ'),
  recordedEntityNotFound: row(0x14, 0x00, 'RECORDED ENTITY NOT FOUND'),
  recordNotFound: row(0x14, 0x01, 'RECORD NOT FOUND'),
  filemarkOrSetmarkNotFound: row(0x14, 0x02, 'FILEMARK OR SETMARK NOT FOUND'),
  endOfDataNotFound: row(0x14, 0x03, 'END-OF-DATA NOT FOUND'),
  mechanicalPositioningError: row(0x15, 0x01, 'MECHANICAL POSITIONING ERROR'),
  positioningErrorDetectedByRead: row(0x15, 0x02, 'POSITIONING ERROR DETECTED BY READ OF MEDIUM'),
  recoveredDataWithRetries: row(0x17, 0x01, 'RECOVERED DATA WITH RETRIES'),
  recoveredDataWithErrorCorrection: row(0x18, 0x00, 'RECOVERED DATA WITH ERROR CORRECTION APPLIED'),
  parameterListLengthError: row(0x1a, 0x00, 'PARAMETER LIST LENGTH ERROR'),
  invalidCommandOperationCode: row(0x20, 0x00, 'INVALID COMMAND OPERATION CODE'),
  logicalBlockAddressOutOfRange: row(0x21, 0x00, 'LOGICAL BLOCK ADDRESS OUT OF RANGE'),
  invalidElementAddress: row(0x21, 0x01, 'INVALID ELEMENT ADDRESS'),
  invalidFieldInCdb: row(0x24, 0x00, 'INVALID FIELD IN CDB'),
  logicalUnitNotSupported: row(0x25, 0x00, 'LOGICAL UNIT NOT SUPPORTED'),
  invalidFieldInParameterList: row(0x26, 0x00, 'INVALID FIELD IN PARAMETER LIST'),
  parameterNotSupported: row(0x26, 0x01, 'PARAMETER NOT SUPPORTED'),
  parameterValueInvalid: row(0x26, 0x02, 'PARAMETER VALUE INVALID'),
  writeProtected: row(0x27, 0x00, 'WRITE PROTECTED'),
  hardwareWriteProtected: row(0x27, 0x01, 'HARDWARE WRITE PROTECTED'),
  logicalUnitSoftwareWriteProtected: row(0x27, 0x02, 'LOGICAL UNIT SOFTWARE WRITE PROTECTED'),
  notReadyToReadyChange: row(0x28, 0x00, 'NOT READY TO READY CHANGE, MEDIUM MAY HAVE CHANGED'),
  importOrExportElementAccessed: row(0x28, 0x01, 'IMPORT OR EXPORT ELEMENT ACCESSED'),
  powerOnResetOrBusDeviceReset: row(0x29, 0x00, 'POWER ON, RESET, OR BUS DEVICE RESET OCCURRED'),
  powerOnOccurred: row(0x29, 0x01, 'POWER ON OCCURRED'),
  scsiBusResetOccurred: row(0x29, 0x02, 'SCSI BUS RESET OCCURRED'),
  busDeviceResetFunctionOccurred: row(0x29, 0x03, 'BUS DEVICE RESET FUNCTION OCCURRED'),
  deviceInternalReset: row(0x29, 0x04, 'DEVICE INTERNAL RESET'),
  nexusLossOccurred: row(0x29, 0x07, 'I_T NEXUS LOSS OCCURRED'),
  parametersChanged: row(0x2a, 0x00, 'PARAMETERS CHANGED'),
  modeParametersChanged: row(0x2a, 0x01, 'MODE PARAMETERS CHANGED'),
  logParametersChanged: row(0x2a, 0x02, 'LOG PARAMETERS CHANGED'),
  reservationsPreempted: row(0x2a, 0x03, 'RESERVATIONS PREEMPTED'),
  reservationsReleased: row(0x2a, 0x04, 'RESERVATIONS RELEASED'),
  registrationsPreempted: row(0x2a, 0x05, 'REGISTRATIONS PREEMPTED'),
  commandSequenceError: row(0x2c, 0x00, 'COMMAND SEQUENCE ERROR'),
  overwriteErrorOnUpdateInPlace: row(0x2d, 0x00, 'OVERWRITE ERROR ON UPDATE IN PLACE'),
  commandsClearedByAnotherInitiator: row(0x2f, 0x00, 'COMMANDS CLEARED BY ANOTHER INITIATOR'),
  incompatibleMediumInstalled: row(0x30, 0x00, 'INCOMPATIBLE MEDIUM INSTALLED'),
  cannotReadMediumUnknownFormat: row(0x30, 0x01, 'CANNOT READ MEDIUM - UNKNOWN FORMAT'),
  cannotReadMediumIncompatibleFormat: row(0x30, 0x02, 'CANNOT READ MEDIUM - INCOMPATIBLE FORMAT'),
  cleaningCartridgeInstalled: row(0x30, 0x03, 'CLEANING CARTRIDGE INSTALLED'),
  cannotWriteMediumUnknownFormat: row(0x30, 0x04, 'CANNOT WRITE MEDIUM - UNKNOWN FORMAT'),
  cannotWriteMediumIncompatibleFormat: row(0x30, 0x05, 'CANNOT WRITE MEDIUM - INCOMPATIBLE FORMAT'),
  cleaningFailure: row(0x30, 0x07, 'CLEANING FAILURE'),
  mediumFormatCorrupted: row(0x31, 0x00, 'MEDIUM FORMAT CORRUPTED'),
  tapeLengthError: row(0x33, 0x00, 'TAPE LENGTH ERROR'),
  roundedParameter: row(0x37, 0x00, 'ROUNDED PARAMETER'),
  savingParametersNotSupported: row(0x39, 0x00, 'SAVING PARAMETERS NOT SUPPORTED'),
  mediumNotPresent: row(0x3a, 0x00, 'MEDIUM NOT PRESENT'),
  mediumNotPresentLoadable: row(0x3a, 0x03, 'MEDIUM NOT PRESENT - LOADABLE'),
  mediumNotPresentMediumAuxiliaryMemoryAccessible: row(0x3a, 0x04, 'MEDIUM NOT PRESENT - MEDIUM AUXILIARY MEMORY ACCESSIBLE'),
  sequentialPositioningError: row(0x3b, 0x00, 'SEQUENTIAL POSITIONING ERROR'),
  tapePositionErrorAtBeginningOfMedium: row(0x3b, 0x01, 'TAPE POSITION ERROR AT BEGINNING-OF-MEDIUM'),
  tapePositionErrorAtEndOfMedium: row(0x3b, 0x02, 'TAPE POSITION ERROR AT END-OF-MEDIUM'),
  repositionError: row(0x3b, 0x08, 'REPOSITION ERROR'),
  mediumDestinationElementFull: row(0x3b, 0x0d, 'MEDIUM DESTINATION ELEMENT FULL'),
  mediumSourceElementEmpty: row(0x3b, 0x0e, 'MEDIUM SOURCE ELEMENT EMPTY'),
  notSelfConfiguredYet: row(0x3e, 0x00, 'LOGICAL UNIT HAS NOT SELF-CONFIGURED YET'),
  logicalUnitFailure: row(0x3e, 0x01, 'LOGICAL UNIT FAILURE'),
  microcodeChanged: row(0x3f, 0x01, 'MICROCODE HAS BEEN CHANGED'),
  inquiryDataChanged: row(0x3f, 0x03, 'INQUIRY DATA HAS CHANGED'),
  reportedLunsDataChanged: row(0x3f, 0x0e, 'REPORTED LUNS DATA HAS CHANGED'),
  internalTargetFailure: row(0x44, 0x00, 'INTERNAL TARGET FAILURE'),
  scsiParityError: row(0x47, 0x00, 'SCSI PARITY ERROR'),
  protocolServiceCrcError: row(0x47, 0x05, 'PROTOCOL SERVICE CRC ERROR'),
  someCommandsClearedByIscsiProtocolEvent: row(0x47, 0x7f, 'SOME COMMANDS CLEARED BY ISCSI PROTOCOL EVENT'),
  initiatorDetectedErrorMessageReceived: row(0x48, 0x00, 'INITIATOR DETECTED ERROR MESSAGE RECEIVED'),
  invalidMessageError: row(0x49, 0x00, 'INVALID MESSAGE ERROR'),
  commandPhaseError: row(0x4a, 0x00, 'COMMAND PHASE ERROR'),
  dataPhaseError: row(0x4b, 0x00, 'DATA PHASE ERROR'),
  overlappedCommandsAttempted: row(0x4e, 0x00, 'OVERLAPPED COMMANDS ATTEMPTED'),
  writeAppendError: row(0x50, 0x00, 'WRITE APPEND ERROR'),
  writeAppendPositionError: row(0x50, 0x01, 'WRITE APPEND POSITION ERROR'),
  eraseFailure: row(0x51, 0x00, 'ERASE FAILURE'),
  cartridgeFault: row(0x52, 0x00, 'CARTRIDGE FAULT'),
  mediaLoadOrEjectFailed: row(0x53, 0x00, 'MEDIA LOAD OR EJECT FAILED'),
  unloadTapeFailure: row(0x53, 0x01, 'UNLOAD TAPE FAILURE'),
  mediumRemovalPrevented: row(0x53, 0x02, 'MEDIUM REMOVAL PREVENTED'),
  systemResourceFailure: row(0x55, 0x00, 'SYSTEM RESOURCE FAILURE'),
  operatorMediumRemovalRequest: row(0x5a, 0x01, 'OPERATOR MEDIUM REMOVAL REQUEST'),
  failurePredictionThresholdExceeded: row(0x5d, 0x00, 'FAILURE PREDICTION THRESHOLD EXCEEDED'),
  failurePredictionThresholdExceededFalse: row(0x5d, 0xff, 'FAILURE PREDICTION THRESHOLD EXCEEDED (FALSE)'),
} as const satisfies Record<string, AdditionalSense>;

const byCode = new Map<number, AdditionalSense>(Object.values(additionalSense).map((entry) => [(entry.asc << 8) | entry.ascq, entry]));

/** The row of a code, if this product says it. */
export const findAdditionalSense = (asc: number, ascq: number): AdditionalSense | undefined => byCode.get((asc << 8) | ascq);

/** `00/02 END-OF-PARTITION/MEDIUM DETECTED`, or the two numbers for a code without a row. */
export function additionalSenseName(asc: number, ascq: number): string {
  const code = `${asc.toString(16).padStart(2, '0')}/${ascq.toString(16).padStart(2, '0')}`;
  const known = findAdditionalSense(asc, ascq);
  return known === undefined ? code : `${code} ${known.name}`;
}

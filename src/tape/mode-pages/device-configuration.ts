/**
 * Device Configuration (SSC-4 §8.3.3).
 *
 *      0 10h │ 1 0Eh │ 2 CAF (bit 5) ACTIVE FORMAT (4–0) │ 3 ACTIVE PARTITION │ 4 WRITE OBJECT BUFFER FULL RATIO │ 5 READ … EMPTY RATIO
 *      6–7 WRITE DELAY TIME │ 8 OBR (7) LOIS (6) RSMK (5) AVC (4) SOCF (3–2) ROBO (1) REW (0) │ 9 GAP SIZE
 *     10 EOD DEFINED (7–5) EEG (4) SEW (3) SWP (2) BAML (1) BAM (0) │ 11–13 OBJECT BUFFER SIZE AT EARLY WARNING
 *     14 SELECT DATA COMPRESSION ALGORITHM │ 15 WTRE (7–6) OIR (5) REWIND ON RESET (4–3) ASOCWP (2) PERSWP (1) PRMWP (0)
 *
 * OBR=1, and ROBO may be chosen, where RECOVER BUFFERED DATA is served. LOIS=1: logical object identifiers are on the medium. EEG=1: the drive makes the end of data itself. BAML=1 fixes the block address mode that BAM
 * names. RSMK is there for families with setmarks. SDCA and DCE (see the Data Compression page) are one setting.
 *
 * ASOCWP protects the loaded volume until it is unloaded. PERSWP and PRMWP are kept on the cartridge: the one until a host takes it back, the other for
 * ever. Without a volume there is nothing to protect.
 */
import { bits, flag, layout, uint } from '../../foundation/layout.ts';
import { defineModePage } from '../../scsi/mode-pages.ts';
import type { Mechanism } from '../mechanism.ts';
import type { DriveModel } from '../model.ts';

/** What page and mechanism have in common. */
type Drive = Pick<Mechanism, 'model' | 'settings' | 'loadedHead' | 'selectedWriteProtection'>;

/** Whether the drive serves RECOVER BUFFERED DATA. */
const recoversBufferedData = ({ commands }: DriveModel): boolean => commands?.includes('RECOVER BUFFERED DATA') ?? true;

export const deviceConfigurationPage = (drive: Drive) =>
  defineModePage({
    pageCode: 0x10,
    name: 'Device Configuration',
    reference: 'SSC-4 §8.3.3',
    layout: layout(16, {
      changeActiveFormat: flag(2, 5),
      activeFormat: bits(2, 4, 5),
      activePartition: uint(3),
      writeObjectBufferFullRatio: uint(4),
      readObjectBufferEmptyRatio: uint(5),
      writeDelayTime: uint(6, 2),
      objectBufferRecovery: flag(8, 7),
      logicalObjectIdentifiersSupported: flag(8, 6),
      reportSetmarks: flag(8, 5),
      automaticVelocityControl: flag(8, 4),
      stopOnConsecutiveFilemarks: bits(8, 3, 2),
      recoverObjectBufferOrder: flag(8, 1),
      reportEarlyWarning: flag(8, 0),
      gapSize: uint(9),
      endOfDataDefined: bits(10, 7, 3),
      enableEndOfDataGeneration: flag(10, 4),
      synchronizeAtEarlyWarning: flag(10, 3),
      softwareWriteProtect: flag(10, 2),
      blockAddressModeLock: flag(10, 1),
      blockAddressMode: flag(10, 0),
      objectBufferSizeAtEarlyWarning: uint(11, 3),
      selectDataCompressionAlgorithm: uint(14),
      wormTamperReadEnable: bits(15, 7, 2),
      onlyIfReserved: flag(15, 5),
      rewindOnReset: bits(15, 4, 2),
      associatedWriteProtect: flag(15, 2),
      persistentWriteProtect: flag(15, 1),
      permanentWriteProtect: flag(15, 0),
    }),
    defaults: {
      writeDelayTime: drive.model.writeDelayTime,
      objectBufferRecovery: recoversBufferedData(drive.model),
      logicalObjectIdentifiersSupported: true,
      enableEndOfDataGeneration: true,
      synchronizeAtEarlyWarning: true,
      selectDataCompressionAlgorithm: drive.model.compressionAlgorithm === undefined ? 0 : 1,
    },
    changeable: [
      'writeDelayTime',
      'reportEarlyWarning',
      'synchronizeAtEarlyWarning',
      'softwareWriteProtect',
      'blockAddressModeLock',
      'blockAddressMode',
      'associatedWriteProtect',
      'persistentWriteProtect',
      'permanentWriteProtect',
      ...(recoversBufferedData(drive.model) ? (['recoverObjectBufferOrder'] as const) : []),
      ...(drive.model.setmarks ? (['reportSetmarks'] as const) : []),
      ...(drive.model.compressionAlgorithm === undefined ? [] : (['selectDataCompressionAlgorithm'] as const)),
    ],
    live: () => {
      const protection = drive.loadedHead?.volume.state.hostWriteProtection;
      return {
        activePartition: drive.loadedHead?.partitionNumber ?? 0,
        selectDataCompressionAlgorithm: drive.settings.compress ? 1 : 0,
        associatedWriteProtect: drive.settings.associatedWriteProtect,
        persistentWriteProtect: protection === 'persistent',
        permanentWriteProtect: protection === 'permanent',
      };
    },
    refuse: (page) => {
      const volume = drive.loadedHead?.volume;
      if (page.selectDataCompressionAlgorithm > 1) return 'selectDataCompressionAlgorithm';
      if (volume?.state.hostWriteProtection === 'permanent' && !page.permanentWriteProtect) return 'permanentWriteProtect';
      if (volume !== undefined) return undefined;
      return (['associatedWriteProtect', 'persistentWriteProtect', 'permanentWriteProtect'] as const).find((name) => page[name]);
    },
    selected: (page, by) => {
      const { settings } = drive;
      settings.synchronizeAtEarlyWarning = page.synchronizeAtEarlyWarning;
      settings.softwareWriteProtect = page.softwareWriteProtect;
      settings.reportSetmarks = page.reportSetmarks;
      settings.reportEarlyWarning = page.reportEarlyWarning;
      settings.recoverLastObjectFirst = page.recoverObjectBufferOrder;
      settings.blockAddressMode = page.blockAddressModeLock ? (page.blockAddressMode ? 'explicit' : 'implicit') : 'as-used';
      // A reset leaves alone what belongs to the volume, and compression to its own page.
      if (by === 'reset') return;
      settings.compress = drive.model.compressionAlgorithm !== undefined && page.selectDataCompressionAlgorithm !== 0;
      settings.associatedWriteProtect = page.associatedWriteProtect;
      drive.selectedWriteProtection = page.permanentWriteProtect ? 'permanent' : page.persistentWriteProtect ? 'persistent' : 'none';
    },
  });

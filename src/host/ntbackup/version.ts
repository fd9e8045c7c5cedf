/**
 * What one version of NTBackup does differently from another, as data (KB 839591). It says what the program does, never what comes of it in an article.
 */

export interface NtBackupVersion {
  /** Of Ntbackup.exe; that of Windows 2000 is of its first release, and unconfirmed. */
  readonly build: string;
  /** It writes this into the tapes it makes. */
  readonly softwareName: string;
  /** Whether it lets the operator be asked for a medium when none of those it may take is online: always, or only where somebody started it by hand. */
  readonly asks: 'always' | 'attended';
  /** Switches it has beside those of all versions, spelled exactly so. */
  readonly switches: readonly 'UP'[];
}

const softwareName = 'Backup Utility (NTBACKUP.EXE) Version 1.0 Rev. 3.41';

export const ntBackupVersions = {
  w2k: { build: '5.0.2195.1', softwareName, asks: 'always', switches: [] },
  '2003': { build: '5.2.3790.0', softwareName, asks: 'attended', switches: [] },
  '2003-hotfix': { build: '5.2.3790.209', softwareName, asks: 'attended', switches: ['UP'] },
} as const satisfies Record<string, NtBackupVersion>;

export type NtBackupVersionName = keyof typeof ntBackupVersions;

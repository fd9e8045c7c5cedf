/**
 * What one version of Windows does differently from another as far as tapes go, as data. It says how things are done, never what comes of it in an
 * article.
 */

export interface WindowsVersion {
  /** `w2k`, as the command line has it. */
  readonly name: string;
  /** `Windows 2000 Server SP4`. */
  readonly title: string;
  /** Names of devices follow `Persistence` in the registry (Tape.sys and the changer drivers of KB 889330; Tape.sys and Mcd.sys of KB 873337). */
  readonly persistentNames: boolean;
  /** TEST UNIT READY to every tape and changer that is there (KB 842411); none unless given. */
  readonly pollEveryMs?: number;
  /** SrbTimeoutDelta is added to the slow tape commands. */
  readonly addsTimeoutDelta: boolean;
  /** MaximumBlockSize is never told to be more than this many bytes. */
  readonly maximumBlockSize?: number;
  /** UNIT ATTENTION 3Fh, whatever its qualifier, has the class drivers' library look at the bus again; else nothing comes of it. */
  readonly rescansAtChanges?: true;
  /** Its profile in `initiator/profiles/`. */
  readonly initiator: 'ms-iscsi-1.x' | 'ms-iscsi-2.x';
}

export const windowsVersions = {
  w2k: {
    name: 'w2k',
    title: 'Windows 2000 Server SP4',
    persistentNames: false,
    addsTimeoutDelta: false,
    initiator: 'ms-iscsi-1.x',
  },
  'w2k-hotfix': {
    name: 'w2k-hotfix',
    title: 'Windows 2000 Server SP4 with the hotfix of KB 889330',
    persistentNames: true,
    addsTimeoutDelta: false,
    initiator: 'ms-iscsi-1.x',
  },
  '2003': {
    name: '2003',
    title: 'Windows Server 2003',
    persistentNames: false,
    pollEveryMs: 1000,
    addsTimeoutDelta: true,
    maximumBlockSize: 65_536,
    initiator: 'ms-iscsi-1.x',
  },
  '2003-hotfix': {
    name: '2003-hotfix',
    title: 'Windows Server 2003 with the hotfix of KB 873337',
    persistentNames: true,
    pollEveryMs: 1000,
    addsTimeoutDelta: true,
    maximumBlockSize: 65_536,
    initiator: 'ms-iscsi-1.x',
  },
  '2008': {
    name: '2008',
    title: 'Windows Server 2008',
    persistentNames: true,
    addsTimeoutDelta: true,
    rescansAtChanges: true,
    initiator: 'ms-iscsi-2.x',
  },
} as const satisfies Record<string, WindowsVersion>;

export type WindowsVersionName = keyof typeof windowsVersions;

/** What a peer may take of the server before and beside anything it says, however it behaves. The defaults serve every known host. */
export interface ServerLimits {
  /** Connections at once; one more is ended before a byte of it is read. */
  readonly connections: number;
  /** The same of one address. */
  readonly connectionsPerAddress: number;
  /** From the first byte of a PDU to its last. */
  readonly pduTimeMs: number;
  /** How long answers may wait for a peer that reads nothing. */
  readonly stallTimeMs: number;
}

export const defaultServerLimits: ServerLimits = {
  connections: 256,
  connectionsPerAddress: 64,
  pduTimeMs: 30_000,
  stallTimeMs: 60_000,
};

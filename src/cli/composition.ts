/** What the command line needs of the rest of the house; `main.ts` hands it in, a test hands in something smaller. */

import type { Configuration } from '../config/schema.ts';
import type { CartridgeActions } from '../control/actions.ts';
import type { Token } from '../control/token.ts';
import type { LabView } from '../control/views.ts';
import type { Endpoint } from '../foundation/endpoint.ts';

export interface ServeOptions {
  readonly home: string;
  readonly listen?: Endpoint;
  readonly advertise?: Endpoint;
  /** Where programs may ask over HTTP: at the first of these places that is free; nowhere unless given. */
  readonly control?: readonly Endpoint[];
  readonly configurationFile?: string;
  readonly pcapFile?: string;
  readonly trace?: 'recent' | 'full';
  readonly logLevel?: string;
}

/** A lab that accepts initiators. */
export interface ServedLab {
  /** Of its first portal. */
  readonly address: Endpoint;
  /** The address that initiators are to be told, where it is not the one above. */
  readonly advertised: Endpoint;
  readonly configuration: Configuration;
  /** The configuration's file, where it tells its secrets to other users of this machine. */
  readonly readableSecrets: string | undefined;
  /** What programs are asked for over HTTP, where other machines can reach it. */
  readonly token: Token | undefined;
  view(): LabView;
  /** Ends sessions in order, brings every buffer to its file, closes every cartridge clean and gives the home back. */
  close(): Promise<void>;
}

/** The cartridges of a home that no server has, taken for a moment. */
export interface OpenHome {
  readonly actions: CartridgeActions;
  close(): Promise<void>;
}

export interface Composition {
  serve(options: ServeOptions): Promise<ServedLab>;
  /** `create`: a home that is not there yet is made. @throws UserError `home-in-use` when a server has it after all. */
  openHome(home: string, options: { program: string; create: boolean }): Promise<OpenHome>;
  /** Where sentences and JSON go; `complain` takes what is not the answer. */
  say(line: string): void;
  complain(line: string): void;
  /** Calls back at SIGTERM and SIGINT; the result stops listening. */
  onStopSignal(action: () => void): () => void;
}

/** What the command line needs of the rest of the house; `main.ts` hands it in, a test hands in something smaller. */

import type { DescribedParameter } from '../config/described.ts';
import type { Configuration } from '../config/schema.ts';
import type { ActionInput, CartridgeActions, ScenarioActions } from '../control/actions.ts';
import type { Token } from '../control/token.ts';
import type { LabView } from '../control/views.ts';
import type { Endpoint } from '../foundation/endpoint.ts';
import type { Stage } from '../reproduce/stage.ts';

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

/** A word of rules, explained. */
export interface Explanation {
  readonly name: string;
  readonly kind: 'action' | 'condition' | 'trigger' | 'command' | 'sense' | 'preset';
  readonly group?: string;
  /** One sentence. */
  readonly summary: string;
  /** The rest of what there is to say, in paragraphs. */
  readonly manual: readonly string[];
  readonly parameters: readonly DescribedParameter[];
  /** How it is written in a rule. */
  readonly example?: string;
}

export interface ScenarioOutline {
  readonly title: string;
  readonly file: string;
  /** It brings its own drives and libraries, and is not run in those of a server. */
  readonly hasOwnLab: boolean;
  readonly rules: number;
  readonly moments: number;
  readonly expectations: number;
}

/** What there is to know of faults and scenarios without a server. */
export interface FaultBook {
  presets(): readonly { readonly name: string; readonly group: string; readonly summary: string }[];
  /** All that a word means; everything there is where none is given. @throws UserError */
  explain(word: string | undefined): readonly Explanation[];
  /** The rules that a file has, as they are written. @throws UserError naming file, line and column */
  rulesIn(text: string, file: string): readonly Record<string, unknown>[];
  /** @throws UserError when there is no such preset, or it is more than rules */
  rulesOfPreset(
    name: string,
    parameters: Readonly<Record<string, string>>,
  ): { readonly rules: readonly Record<string, unknown>[]; readonly seed: string | undefined };
  /** @throws UserError naming file, line and column */
  scenario(source: ScenarioSource): ScenarioOutline;
}

/** A scenario's text, which complaints name by `file`, or a preset; and what is set of its parameters. */
export type ScenarioSource = ActionInput<'scenario.run'>;

export interface ServeScenarioOptions {
  readonly source: ScenarioSource;
  /** Whose lab it is to run in; of a scenario with a lab of its own, where that is kept: nowhere unless given. */
  readonly home?: string;
  readonly listen?: Endpoint;
}

export interface ServedScenario {
  readonly lab: ServedLab;
  /** What can be asked of it, as of a server. */
  readonly actions: ScenarioActions;
  close(): Promise<void>;
}

/** Where a reproduction plays: on a target of its own, unless there is a portal. */
export interface StageOptions {
  readonly realTime: boolean;
  readonly portal?: Endpoint;
  readonly targets?: readonly string[];
}

export interface Composition {
  serve(options: ServeOptions): Promise<ServedLab>;
  /** `create`: a home that is not there yet is made. @throws UserError `home-in-use` when a server has it after all. */
  faultBook(): Promise<FaultBook>;
  /** Serves a scenario in the foreground; it begins when initiators are accepted. @throws UserError, and nothing has changed then */
  serveScenario(options: ServeScenarioOptions): Promise<ServedScenario>;
  reproductionStage(options: StageOptions): Promise<Stage>;
  /** How many of these may run beside each other. */
  readonly processors: number;
  /** Runs this command with other words in a process of its own, to its end. */
  another(words: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }>;
  openHome(home: string, options: { program: string; create: boolean }): Promise<OpenHome>;
  /** Where sentences and JSON go; `complain` takes what is not the answer. */
  say(line: string): void;
  complain(line: string): void;
  /** A line that the next one takes the place of, for somebody who looks on, and for nobody else; undefined takes it away. */
  progress(line: string | undefined): void;
  /** Calls back at SIGTERM and SIGINT; the result stops listening. */
  onStopSignal(action: () => void): () => void;
}

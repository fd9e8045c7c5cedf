/** What a configuration refers to beyond itself: what the other rooms know, and the files that lie beside it. */
import type { Secret } from '../foundation/secret.ts';

/** What a configuration may ask of a drive model. */
export interface ModelFacts {
  readonly densities: readonly number[];
  readonly compresses: boolean;
  readonly maximumBlockBytes: number;
}

/** What a configuration may ask of a changer model. */
export interface ChangerFacts {
  /** Its elements as it is delivered. */
  readonly layout: LayoutFacts;
}

export type LayoutFacts = Readonly<
  Record<'mediumTransport' | 'storage' | 'importExport' | 'dataTransfer', { readonly first: number; readonly count: number }>
>;

export interface Surroundings {
  /** The drive models that there are, by name. */
  readonly models: ReadonlyMap<string, ModelFacts>;
  /** The changer models. */
  readonly changerModels: ReadonlyMap<string, ChangerFacts>;
  /** What is wrong with an iSCSI name, as the end of a sentence that begins with the name. */
  readonly iscsiNameProblem: (name: string) => string | undefined;
  /** The barcodes that a barcode or a range of them means, in order. @throws UserError */
  readonly barcodesIn: (text: string) => readonly string[];
  /** The secret in a file, named as seen from the configuration's folder. @throws UserError when it cannot be had, or could be had by others too. */
  readonly secretIn: (file: string) => Secret;
}

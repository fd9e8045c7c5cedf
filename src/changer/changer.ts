/**
 * What the changer's command rows and pages act on: the library, the model, and the SCSI addresses of elements. `MediumChanger` puts the device server
 * around it.
 */
import { type Element, elementAt } from '../library/element.ts';
import type { Library } from '../library/library.ts';
import { additionalSense } from '../scsi/additional-sense.ts';
import { checkCondition, type Outcome } from '../scsi/outcome.ts';
import { SenseKey } from '../scsi/sense.ts';
import type { ChangerModel } from './model.ts';
import { VolumeTagSearches } from './volume-tag-search.ts';

export class Changer {
  readonly library: Library;
  readonly model: ChangerModel;
  readonly volumeTagSearches = new VolumeTagSearches();

  constructor(library: Library, model: ChangerModel) {
    this.library = library;
    this.model = model;
  }

  /** The elements at these addresses, or 21/01 for the first that there is none at. */
  elements<Names extends string>(addresses: Readonly<Record<Names, number>>): Readonly<Record<Names, Element>> | Outcome {
    const found: Record<string, Element> = {};
    for (const [name, address] of Object.entries<number>(addresses)) {
      const element = elementAt(this.library.layout, address);
      if (element === undefined) return checkCondition({ key: SenseKey.illegalRequest, additional: additionalSense.invalidElementAddress });
      found[name] = element;
    }
    return found as Record<Names, Element>;
  }
}

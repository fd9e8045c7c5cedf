/**
 * What goes before the pages in MODE SENSE and MODE SELECT data (SPC-4 §7.5.5, §7.5.6): the header in its 6 and 10 byte forms and the block
 * descriptor in its short form, which tapes use. What the fields mean is the device's business (SSC-5 §8.3.2).
 *
 *     header(6)  0 MODE DATA LENGTH  1 MEDIUM TYPE  2 DEVICE-SPECIFIC PARAMETER  3 BLOCK DESCRIPTOR LENGTH
 *     header(10) 0–1 MODE DATA LENGTH  2 MEDIUM TYPE  3 DEVICE-SPECIFIC PARAMETER  4 bit 0 LONGLBA  6–7 BLOCK DESCRIPTOR LENGTH
 *     descriptor 0 DENSITY CODE  1–3 NUMBER OF LOGICAL BLOCKS  5–7 BLOCK LENGTH
 */
import { flag, layout, uint } from '../foundation/layout.ts';

export const modeParameterHeader6 = layout(4, {
  modeDataLength: uint(0),
  mediumType: uint(1),
  deviceSpecificParameter: uint(2),
  blockDescriptorLength: uint(3),
});

export const modeParameterHeader10 = layout(8, {
  modeDataLength: uint(0, 2),
  mediumType: uint(2),
  deviceSpecificParameter: uint(3),
  longLba: flag(4, 0),
  blockDescriptorLength: uint(6, 2),
});

export const shortBlockDescriptor = layout(8, {
  densityCode: uint(0),
  numberOfBlocks: uint(1, 3),
  blockLength: uint(5, 3),
});

export interface BlockDescriptor {
  readonly densityCode: number;
  /** 0: all the rest of the medium. */
  readonly numberOfBlocks: number;
  /** Bytes; 0: variable. */
  readonly blockLength: number;
}

export interface ModeParameters {
  readonly mediumType: number;
  /** For a tape: WP (bit 7), BUFFERED MODE (bits 6–4), SPEED (bits 3–0). */
  readonly deviceSpecificParameter: number;
  /** Undefined: the device has none to return, or the host sent none. */
  readonly blockDescriptor: BlockDescriptor | undefined;
}

/** The field of a MODE SELECT header or block descriptor that a device cannot accept; `bit` where it is not the field's first. */
export interface RefusedModeParameter {
  readonly field: 'mediumType' | 'deviceSpecificParameter' | keyof BlockDescriptor;
  readonly bit?: number;
}

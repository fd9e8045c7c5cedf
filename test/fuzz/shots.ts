/**
 * From a PDU's number to its bytes. What is drawn follows from the seed and the number; what only the conversation can tell (the next CmdSN, a
 * Target Transfer Tag) is put in from where the connection stands.
 */

import type { Dice } from './dice.ts';
import { digestBytes, seal } from './digests.ts';
import { mutations, soundMutations } from './mutations.ts';
import { drawPdu } from './requests.ts';
import { remember, type Standing } from './standing.ts';

/** A PDU as it goes into the stream, and how its bytes are dealt out. */
export interface Shot {
  readonly bytes: Uint8Array;
  /** Where the stream is cut for a moment, in bytes from the PDU's start. */
  readonly cuts: readonly number[];
  /** It goes out behind the one that comes after it. */
  readonly late: boolean;
}

/** `recent`: what was sent before on this connection, for those that come twice. */
export function drawShot(dice: Dice, number: number, standing: Standing, recent: Uint8Array[]): Shot {
  const bytes = drawBytes(dice, standing, recent);
  remember(recent, bytes);
  return { bytes, cuts: drawCuts(dice, number, bytes.length), late: dice.chance(0.02) };
}

function drawBytes(dice: Dice, standing: Standing, recent: readonly Uint8Array[]): Uint8Array {
  if (recent.length > 0 && dice.chance(0.03)) return dice.of(recent);
  let bytes = drawPdu(dice, standing);
  const other = (): Uint8Array => drawPdu(dice, standing);
  if (dice.chance(0.5)) {
    // Where mutated PDUs go on being read the state behind them is reached, so most of them are such.
    const rows = dice.chance(0.85) ? soundMutations : mutations;
    for (let times = dice.of([1, 1, 1, 2, 3]); times > 0 && bytes.length >= 48; times--)
      bytes = dice.weighted(rows).apply(bytes, dice, other);
  }
  const { framing } = standing;
  if (bytes.length < 48 || !(framing.header || framing.data)) return bytes;
  const sealed = dice.chance(0.98) ? seal(bytes, framing) : bytes;
  if (dice.chance(0.97)) return sealed;
  const spoilt = Uint8Array.from(sealed);
  const at = dice.chance(0.5) ? spoilt.length - dice.between(1, digestBytes) : Math.min(spoilt.length - 1, dice.between(48, 51));
  spoilt[at]! ^= 1 << dice.below(8);
  return spoilt;
}

/** Mostly none; now and then one that walks through the PDU as the numbers go on, or every byte by itself. */
function drawCuts(dice: Dice, number: number, length: number): readonly number[] {
  if (length < 2 || !dice.chance(0.06)) return [];
  if (length <= 200 && dice.chance(0.05)) return Array.from({ length: length - 1 }, (_, at) => at + 1);
  return [1 + (number % (length - 1))];
}

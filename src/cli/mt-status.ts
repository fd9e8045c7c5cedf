/**
 * `tapelab mt status`: what the drive says of itself and its tape, laid out as mt does with the kernel's status bits; a last line says which drive it is.
 * Where the tape stands is what the drive knows. A block's number within its file it does not tell unless that is the first: -1, as mt has it.
 */

import { formatDeviceAddress } from '../host/device-address.ts';
import type { StandardInquiry } from '../host/inquiry.ts';
import { densityName } from '../host/tape-density.ts';
import type { TapeDevice, TapeMode, TapePosition } from '../host/tape-device.ts';
import type { Composition } from './composition.ts';
import { done, withTape } from './device-connection.ts';
import { deviceVerb } from './device-options.ts';

/** GMT_… of the kernel's mtio interface. */
const bits = {
  BOT: 0x4000_0000,
  EOT: 0x2000_0000,
  WR_PROT: 0x0400_0000,
  ONLINE: 0x0100_0000,
  DR_OPEN: 0x0004_0000,
  IM_REP_EN: 0x0001_0000,
} as const;

export interface TapeStatus {
  readonly address: string;
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
  readonly ready: boolean;
  /** Why it is not. */
  readonly problem: string | undefined;
  readonly position: TapePosition | undefined;
  readonly mode: TapeMode;
  readonly density: string | undefined;
}

export const mtStatusVerb = (composition: Composition) =>
  deviceVerb('status', 'what the drive says of itself and its tape, as mt lays it out').action((_options, command) =>
    withTape({
      composition,
      command,
      needsReady: false,
      work: async (tape, { inquiry, address }) => {
        const status = await statusOf(tape, inquiry, formatDeviceAddress(address));
        return { value: status, text: asMt(status) };
      },
    }),
  );

async function statusOf(tape: TapeDevice, inquiry: StandardInquiry, address: string): Promise<TapeStatus> {
  const { notReady } = await tape.unit.attend();
  const mode = await done(tape.mode());
  return {
    address,
    vendor: inquiry.vendor.trim(),
    product: inquiry.product.trim(),
    revision: inquiry.revision.trim(),
    ready: notReady === undefined,
    problem: notReady?.problem,
    position: notReady === undefined ? await done(tape.position()) : undefined,
    mode,
    density: await densityName(tape.unit, mode.densityCode),
  };
}

export function asMt(status: TapeStatus): string {
  const { position, mode, density } = status;
  const set = bitsOf(status);
  const general = set.reduce((sum, name) => sum + bits[name], 0);
  return [
    'SCSI 2 tape drive:',
    `File number=${position?.file ?? -1}, block number=${blockNumber(position)}, partition=${position?.partition ?? 0}.`,
    `Tape block size ${mode.blockLength} bytes. Density code 0x${mode.densityCode.toString(16)} (${density ?? 'no translation'}).`,
    'Soft error count since last status=0',
    `General status bits on (${general.toString(16)}):`,
    ` ${set.join(' ')}`,
    `${status.vendor} ${status.product} ${status.revision} at ${status.address}${status.problem === undefined ? '' : `, ${status.problem}`}`,
  ].join('\n');
}

function bitsOf({ position, mode, ready }: TapeStatus): (keyof typeof bits)[] {
  const on: Record<keyof typeof bits, boolean> = {
    BOT: position?.beginning === true,
    EOT: position?.end === true,
    WR_PROT: ready && mode.writeProtected,
    ONLINE: ready,
    DR_OPEN: !ready,
    IM_REP_EN: mode.bufferedMode !== 0,
  };
  return Object.entries(on).flatMap(([name, isOn]) => (isOn ? [name as keyof typeof bits] : []));
}

const blockNumber = (position: TapePosition | undefined): number => (position?.file === 0 ? (position.object ?? -1) : -1);

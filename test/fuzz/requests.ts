/**
 * PDUs of every kind as an initiator could send them where a connection stands: the numbers right, the tags known, the data as long as was said,
 * each of it often but not always.
 */
import { noTag } from '../conformance/demand.ts';
import { encode, opcodes, type PduKind, type Request } from '../conformance/pdu-table.ts';
import { plus } from '../conformance/sequence-number.ts';
import { drawCommand } from './commands.ts';
import type { Dice } from './dice.ts';
import { newTag, type Standing } from './standing.ts';
import { drawText } from './texts.ts';
import { lengthOf, numberOf } from './values.ts';

interface Row {
  readonly kind: PduKind;
  readonly weight: number;
}

const duringLogin: readonly Row[] = [
  { kind: 'login-request', weight: 40 },
  { kind: 'scsi-command', weight: 2 },
  { kind: 'nop-out', weight: 2 },
  { kind: 'text-request', weight: 2 },
  { kind: 'logout-request', weight: 1 },
  { kind: 'task-management-request', weight: 1 },
  { kind: 'data-out', weight: 1 },
  { kind: 'snack-request', weight: 1 },
];

const afterLogin: readonly Row[] = [
  { kind: 'scsi-command', weight: 200 },
  { kind: 'data-out', weight: 120 },
  { kind: 'nop-out', weight: 40 },
  { kind: 'task-management-request', weight: 50 },
  { kind: 'text-request', weight: 40 },
  { kind: 'snack-request', weight: 15 },
  { kind: 'login-request', weight: 10 },
  { kind: 'logout-request', weight: 5 },
  // What only a target sends.
  ...(Object.keys(opcodes) as PduKind[]).filter((kind) => opcodes[kind] >= 0x20).map((kind) => ({ kind, weight: 1 })),
];

/** Payload of no meaning, of which every PDU takes a part. */
const payload = Uint8Array.from({ length: 192 * 1024 }, (_, at) => (at * 31 + (at >>> 8)) & 0xff);
const data = (length: number): Uint8Array => payload.subarray(0, Math.max(0, Math.min(length, payload.length)));

/** The CmdSN that comes next, or one that does not. */
function cmdSn(dice: Dice, standing: Standing, immediate: boolean): number {
  if (dice.chance(0.05)) return numberOf(dice, 32, [standing.cmdSn]);
  if (dice.chance(0.04)) return plus(standing.cmdSn, dice.between(1, 8));
  // What a mutation has taken away, the target waits for; without it nothing behind would ever be carried out.
  if (dice.chance(0.2)) standing.cmdSn = standing.expCmdSn ?? standing.cmdSn;
  const number = standing.cmdSn;
  if (!immediate) standing.cmdSn = plus(number, 1);
  return number;
}

const lun = (dice: Dice): { lun: number; lunLowerLevels: number } => ({
  lun: dice.chance(0.6) ? 0 : dice.chance(0.8) ? dice.below(6) : numberOf(dice, 16, [0x4000, 0xc101]),
  lunLowerLevels: dice.chance(0.97) ? 0 : numberOf(dice, 48),
});

const knownTag = (dice: Dice, standing: Standing): number =>
  standing.tags.length > 0 && dice.chance(0.85) ? dice.of(standing.tags) : numberOf(dice, 32, [noTag, standing.nextTag]);

function common(dice: Dice, standing: Standing) {
  const immediate = dice.chance(0.2);
  return {
    immediate,
    final: dice.chance(0.93),
    initiatorTaskTag: dice.chance(0.93) ? newTag(standing) : knownTag(dice, standing),
    cmdSn: cmdSn(dice, standing, immediate),
    expStatSn: dice.chance(0.95) ? standing.expStatSn : numberOf(dice, 32, [standing.expStatSn]),
  };
}

const makers: { readonly [kind in PduKind]?: (dice: Dice, standing: Standing) => Request } = {
  'login-request': (dice, standing) => {
    const right = dice.chance(0.7);
    return {
      kind: 'login-request',
      ...common(dice, standing),
      immediate: dice.chance(0.95),
      cmdSn: dice.chance(0.95) ? standing.cmdSn : numberOf(dice, 32),
      transit: dice.chance(0.4),
      continues: dice.chance(0.12),
      currentStage: right ? standing.stage : dice.below(4),
      nextStage: right ? dice.of([1, 3]) : dice.below(4),
      versionMax: dice.chance(0.95) ? 0 : numberOf(dice, 8),
      versionMin: dice.chance(0.95) ? 0 : numberOf(dice, 8),
      isid: dice.chance(0.9) ? standing.isid : numberOf(dice, 48, [standing.isid]),
      tsih: dice.chance(0.9) ? standing.tsih : numberOf(dice, 16, [standing.tsih]),
      cid: dice.chance(0.9) ? standing.cid : numberOf(dice, 16),
      data: drawText(dice, standing),
    };
  },
  'scsi-command': (dice, standing) => {
    const { cdb, read, write, data: written } = drawCommand(dice, standing);
    const immediate = write === undefined || dice.chance(0.3) ? 0 : dice.chance(0.7) ? write : lengthOf(dice, 70_000);
    const expected = dice.chance(0.9) ? (write ?? read ?? 0) : numberOf(dice, 32, [write ?? read ?? 0]);
    return {
      kind: 'scsi-command',
      ...common(dice, standing),
      final: write === undefined ? dice.chance(0.97) : dice.chance(0.7),
      read: dice.chance(0.97) ? read !== undefined : dice.chance(0.5),
      write: dice.chance(0.97) ? write !== undefined : dice.chance(0.5),
      attribute: dice.chance(0.9) ? 1 : dice.below(8),
      ...lun(dice),
      expectedDataTransferLength: expected,
      cdb,
      data: written?.subarray(0, immediate) ?? data(Math.min(immediate, 65_536)),
    };
  },
  'data-out': (dice, standing) => {
    const asked = standing.solicitations.length > 0 && dice.chance(0.8) ? dice.of(standing.solicitations) : undefined;
    const { bufferOffset = 0, length = lengthOf(dice, 66_000) } = asked ?? {};
    const part = dice.chance(0.6) ? length : lengthOf(dice, length + 8);
    return {
      kind: 'data-out',
      final: dice.chance(0.7),
      ...lun(dice),
      initiatorTaskTag: dice.chance(0.95) ? (asked?.initiatorTaskTag ?? knownTag(dice, standing)) : numberOf(dice, 32),
      targetTransferTag: dice.chance(0.9) ? (asked?.targetTransferTag ?? noTag) : numberOf(dice, 32, [asked?.targetTransferTag ?? noTag]),
      expStatSn: standing.expStatSn,
      dataSn: dice.chance(0.8) ? 0 : numberOf(dice, 32, [1]),
      bufferOffset: dice.chance(0.85) ? bufferOffset : numberOf(dice, 32, [bufferOffset]),
      data: data(Math.min(part, 131_072)),
    };
  },
  'nop-out': (dice, standing) => {
    const answer = standing.exchanges.length > 0 && dice.chance(0.3);
    return {
      kind: 'nop-out',
      ...common(dice, standing),
      ...(answer && { initiatorTaskTag: noTag }),
      ...lun(dice),
      targetTransferTag: answer ? dice.of(standing.exchanges).targetTransferTag : dice.chance(0.8) ? noTag : numberOf(dice, 32),
      data: data(lengthOf(dice, 9000)),
    };
  },
  'task-management-request': (dice, standing) => ({
    kind: 'task-management-request',
    ...common(dice, standing),
    immediate: dice.chance(0.8),
    function: dice.chance(0.9) ? dice.between(1, 8) : numberOf(dice, 7),
    ...lun(dice),
    referencedTaskTag: knownTag(dice, standing),
    refCmdSn: numberOf(dice, 32, [standing.cmdSn]),
    expDataSn: dice.chance(0.9) ? 0 : numberOf(dice, 32),
  }),
  'text-request': (dice, standing) => {
    const exchange = standing.exchanges.length > 0 && dice.chance(0.6) ? dice.of(standing.exchanges) : undefined;
    return {
      kind: 'text-request',
      ...common(dice, standing),
      ...(exchange && { initiatorTaskTag: dice.chance(0.9) ? exchange.initiatorTaskTag : knownTag(dice, standing) }),
      continues: dice.chance(0.12),
      ...lun(dice),
      targetTransferTag: exchange ? exchange.targetTransferTag : dice.chance(0.9) ? noTag : numberOf(dice, 32),
      data: dice.chance(0.2) ? Buffer.from('SendTargets=All\0') : dice.chance(0.2) ? data(0) : drawText(dice, standing),
    };
  },
  'logout-request': (dice, standing) => ({
    kind: 'logout-request',
    ...common(dice, standing),
    reason: dice.chance(0.8) ? dice.below(3) : numberOf(dice, 7),
    cid: dice.chance(0.7) ? standing.cid : numberOf(dice, 16),
  }),
  'snack-request': (dice, standing) => ({
    kind: 'snack-request',
    final: true,
    type: dice.below(5),
    ...lun(dice),
    initiatorTaskTag: knownTag(dice, standing),
    targetTransferTag: numberOf(dice, 32, [noTag]),
    expStatSn: standing.expStatSn,
    begRun: numberOf(dice, 32),
    runLength: numberOf(dice, 32),
  }),
};

/** A whole PDU, without digests. */
export function drawPdu(dice: Dice, standing: Standing): Uint8Array {
  const { kind } = dice.weighted(standing.phase === 'login' ? duringLogin : afterLogin);
  const maker = makers[kind];
  const pdu = maker?.(dice, standing) ?? ({ kind, ...common(dice, standing), data: data(lengthOf(dice, 512)) } as Request);
  return encode(pdu);
}

/** No sequence of PDUs, sensible or not, breaks a node: it answers or closes, and other sessions never notice. */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import type { ScsiTask, TaskOutcome } from '../../../src/scsi/target.ts';
import { Opcode, RESERVED_TAG } from '../../../src/wire/opcode.ts';
import type { InitiatorPdu } from '../../../src/wire/pdu.ts';
import { encodeText } from '../../../src/wire/text.ts';
import {
  dataOut,
  firstCmdSn,
  initiatorName,
  loginRequest,
  logoutRequest,
  makeRig,
  nopOut,
  pattern,
  scsiCommand,
  settled,
  targetName,
  taskManagement,
  textRequest,
} from '../../unit/iscsi/rig.ts';

const tag = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 3 }) },
  fc.constant(RESERVED_TAG),
  fc.integer({ min: 0, max: 0xffff_ffff }),
);
const cmdSn = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: firstCmdSn - 2, max: firstCmdSn + 8 }) },
  fc.integer({ min: 0, max: 0xffff_ffff }),
);
const lun = fc.constantFrom(0n, 1n << 48n, 0xc101_0000_0000_0000n);
const length = fc.constantFrom(0, 1, 100, 600, 5000, 0xffff_ffff);
const data = fc.integer({ min: 0, max: 700 }).map((size) => pattern(size));
const text = fc.oneof(
  fc.constantFrom(
    encodeText([['SendTargets', 'All']]),
    encodeText([['SendTargets', '']]),
    encodeText([['MaxRecvDataSegmentLength', '512']]),
    encodeText([
      ['InitiatorName', initiatorName],
      ['TargetName', targetName],
    ]),
    encodeText([
      ['InitiatorName', initiatorName],
      ['SessionType', 'Discovery'],
    ]),
    ByteList.empty,
  ),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => ByteList.of(bytes)),
);
const common = { initiatorTaskTag: tag, cmdSn, immediate: fc.boolean(), lun };

const pdu: fc.Arbitrary<InitiatorPdu> = fc.oneof(
  fc
    .record({
      ...common,
      final: fc.boolean(),
      read: fc.boolean(),
      write: fc.boolean(),
      attribute: fc.integer({ min: 0, max: 7 }),
      expectedDataTransferLength: length,
      data,
      additionalHeaderSegments: fc.array(fc.record({ type: fc.integer({ min: 0, max: 3 }), bytes: fc.uint8Array({ maxLength: 8 }) }), {
        maxLength: 2,
      }),
    })
    .map(scsiCommand),
  fc
    .record({ initiatorTaskTag: tag, targetTransferTag: tag, final: fc.boolean(), dataSn: fc.nat(2), bufferOffset: length, data, lun })
    .map(dataOut),
  fc.record({ ...common, function: fc.integer({ min: 0, max: 12 }), referencedTaskTag: tag, refCmdSn: cmdSn }).map(taskManagement),
  fc.record({ ...common, targetTransferTag: tag, data }).map(nopOut),
  fc
    .record({ ...common, targetTransferTag: tag, final: fc.boolean(), continues: fc.boolean(), data: text })
    .map((fields) => textRequest([], fields)),
  fc
    .record({
      transit: fc.boolean(),
      continues: fc.boolean(),
      currentStage: fc.nat(3),
      nextStage: fc.nat(3),
      versionMin: fc.nat(1),
      tsih: fc.nat(2),
      data: text,
    })
    .map((fields) => loginRequest([], fields)),
  fc
    .record({ initiatorTaskTag: tag, cmdSn, immediate: fc.boolean(), reason: fc.constantFrom(1, 2, 3, 127), connectionId: fc.nat(2) })
    .map(logoutRequest),
  fc.constant<InitiatorPdu>({
    opcode: Opcode.snackRequest,
    type: 1,
    lun: 0n,
    initiatorTaskTag: 1,
    targetTransferTag: 0,
    expStatSn: 0,
    begRun: 0,
    runLength: 0,
  }),
);

/** What a device might do with a task: take some data, hand over some, end in some way. */
const conduct = fc.record({
  take: fc.option(length),
  give: fc.option(fc.integer({ min: 0, max: 1500 })),
  status: fc.constantFrom(0, 2, 8, 'aborted' as const),
});
const behaveAs = (plans: readonly { take: number | null; give: number | null; status: number | 'aborted' }[]) => {
  let next = 0;
  return async (task: ScsiTask): Promise<TaskOutcome> => {
    const plan = plans[next++ % plans.length]!;
    if (plan.take !== null) await task.receiveDataOut(plan.take);
    if (plan.give !== null) await task.sendDataIn(pattern(plan.give));
    return plan.status === 'aborted' ? 'aborted' : { status: plan.status };
  };
};

const scripts = [fc.array(pdu, { maxLength: 60 }), fc.array(conduct, { minLength: 1, maxLength: 5 })] as const;

test.prop([...scripts, fc.boolean(), fc.boolean()], { numRuns: 400 })(
  'any PDUs after a login, with any device',
  async (pdus, plans, discovery, unasked) => {
    const { device, events, clock, node, logIn } = makeRig();
    const bystander = logIn({ initiator: 'iqn.2026-11.local.host:bystander' });
    const { port, receive } = logIn({
      discovery,
      offers:
        unasked && !discovery
          ? [
              ['InitialR2T', 'No'],
              ['FirstBurstLength', '512'],
            ]
          : [],
    });
    device.behave = behaveAs(plans);
    device.manageAs = async ({ function: name }) => (name === 'target-cold-reset' ? 'not-supported' : 'complete');
    for (const one of pdus) {
      receive(one);
      await Promise.resolve();
    }
    await settled();
    clock.advance(10);
    expect(events.filter(({ event }) => event === 'connection.failed')).toEqual([]);

    let statSn = 8;
    for (const answer of port.take()) {
      if (!('statSn' in answer) || answer.opcode === Opcode.readyToTransfer) continue;
      if (answer.opcode === Opcode.dataIn && !answer.hasStatus) continue;
      expect(answer.statSn).toBe(statSn++);
    }
    if (port.closed === undefined) {
      receive(discovery ? textRequest([], { initiatorTaskTag: 4_000 }) : nopOut({ initiatorTaskTag: 4_000 }));
      expect(port.take()).toMatchObject([{ initiatorTaskTag: 4_000 }]);
    }
    expect(node.sessions()).toHaveLength(port.closed === undefined ? 2 : 1);
    bystander.receive(nopOut());
    bystander.port.takeOne(Opcode.nopIn);
  },
);

test.prop([fc.array(pdu, { maxLength: 20 })], { numRuns: 300 })('any PDUs instead of a login', (pdus) => {
  const { events, logIn, connect } = makeRig();
  const bystander = logIn({ initiator: 'iqn.2026-11.local.host:bystander' });
  const { port, receive } = connect();
  for (const one of pdus) {
    const before = port.sent.length;
    receive(one);
    if (port.closed === undefined) expect(port.sent.length).toBeGreaterThanOrEqual(before);
  }
  expect(events.filter(({ event }) => event === 'connection.failed')).toEqual([]);
  bystander.receive(nopOut());
  bystander.port.takeOne(Opcode.nopIn);
});

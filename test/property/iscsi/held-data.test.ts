/**
 * However an initiator that keeps to the rules sends its data, and however slow the device is: a session holds no more of them than its limit and
 * one first burst, and every command comes to its end with the bytes that were sent.
 */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { addSerial, serialLess, serialLessOrEqual } from '../../../src/foundation/serial-number.ts';
import { Opcode, RESERVED_TAG } from '../../../src/wire/opcode.ts';
import { dataOut, firstCmdSn, good, makeRig, nopOut, pattern, scsiCommand, settled } from '../../unit/iscsi/rig.ts';

const agreement = fc
  .record({
    initialR2T: fc.boolean(),
    immediateData: fc.boolean(),
    firstBurst: fc.integer({ min: 512, max: 3000 }),
    maximumBurst: fc.integer({ min: 512, max: 3000 }),
    outstandingR2Ts: fc.integer({ min: 1, max: 3 }),
    dataSegmentBytes: fc.constantFrom(512, 700, 4096),
    heldBytes: fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.constant(1 << 20)),
    commandWindow: fc.integer({ min: 1, max: 12 }),
  })
  .map((some) => ({ ...some, firstBurst: Math.min(some.firstBurst, some.maximumBurst) }));

const plans = fc.array(
  fc.record({
    length: fc.integer({ min: 0, max: 7000 }),
    immediate: fc.integer({ min: 0, max: 4096 }),
    unsolicited: fc.boolean(),
    /** Of its data: what the device asks for; nothing: it has done without. */
    wanted: fc.oneof(fc.constant(10_000), fc.integer({ min: 0, max: 7000 }), fc.constant(undefined)),
  }),
  { minLength: 1, maxLength: 20 },
);

interface Burst {
  readonly command: number;
  readonly targetTransferTag: number;
  readonly end: number;
  at: number;
  dataSn: number;
}

test.prop([agreement, plans, fc.array(fc.nat(), { minLength: 1, maxLength: 100 })], { numRuns: 100 })(
  'the data a session holds are bounded, and no command waits for ever',
  async (agreed, commands, choices) => {
    const { heldBytes, commandWindow, dataSegmentBytes, firstBurst } = agreed;
    const { device, events, logIn } = makeRig({ limits: { heldBytes, commandWindow, dataSegmentBytes } });
    const { port, receive } = logIn({
      offers: [
        ['InitialR2T', agreed.initialR2T ? 'Yes' : 'No'],
        ['ImmediateData', agreed.immediateData ? 'Yes' : 'No'],
        ['FirstBurstLength', String(firstBurst)],
        ['MaxBurstLength', String(agreed.maximumBurst)],
        ['MaxOutstandingR2T', String(agreed.outstandingR2Ts)],
      ],
    });
    const one = agreed.initialR2T ? (agreed.immediateData ? Math.min(firstBurst, dataSegmentBytes) : 0) : firstBurst;

    let maxCmdSn = firstCmdSn - 1;
    /** Of each command: undefined until it has been sent. */
    const sentBytes: (number | undefined)[] = commands.map(() => undefined);
    /** The device has asked for them, or wants none. */
    const given = new Set<number>();
    const answered = new Set<number>();
    const bursts: Burst[] = [];
    let performed = 0;

    const hear = (): void => {
      for (const pdu of port.take()) {
        expect(pdu.opcode).not.toBe(Opcode.reject);
        if ('maxCmdSn' in pdu) {
          expect(serialLess(pdu.maxCmdSn, maxCmdSn)).toBe(false);
          maxCmdSn = pdu.maxCmdSn;
        }
        if (pdu.opcode === Opcode.readyToTransfer) {
          const { initiatorTaskTag: command, targetTransferTag, bufferOffset, desiredDataTransferLength } = pdu;
          bursts.push({ command, targetTransferTag, at: bufferOffset, end: bufferOffset + desiredDataTransferLength, dataSn: 0 });
        }
        if (pdu.opcode === Opcode.scsiResponse) {
          expect([pdu.status, answered.has(pdu.initiatorTaskTag)]).toEqual([0, false]);
          answered.add(pdu.initiatorTaskTag);
        }
      }
    };
    const mayBeSent = (): readonly number[] =>
      sentBytes.flatMap((bytes, command) =>
        bytes === undefined && serialLessOrEqual(addSerial(firstCmdSn, command), maxCmdSn) ? command : [],
      );
    const sendCommand = (command: number): void => {
      const { length, immediate, unsolicited } = commands[command]!;
      const unsolicitedEnd = Math.min(firstBurst, length);
      const immediateLength = agreed.immediateData ? Math.min(immediate, unsolicitedEnd, dataSegmentBytes) : 0;
      const follows = unsolicited && !agreed.initialR2T && immediateLength < unsolicitedEnd;
      sentBytes[command] = immediateLength;
      if (follows) bursts.push({ command, targetTransferTag: RESERVED_TAG, at: immediateLength, end: unsolicitedEnd, dataSn: 0 });
      receive(
        scsiCommand({
          cmdSn: addSerial(firstCmdSn, command),
          initiatorTaskTag: command,
          write: true,
          final: !follows,
          expectedDataTransferLength: length,
          data: pattern(immediateLength),
        }),
      );
    };
    const sendData = (choice: number): void => {
      const burst = bursts[choice % bursts.length]!;
      const length = Math.min(burst.end - burst.at, dataSegmentBytes, 1 + (choice % 1500));
      const final = burst.at + length === burst.end;
      if (final) bursts.splice(bursts.indexOf(burst), 1);
      const { command, targetTransferTag, at, dataSn } = burst;
      sentBytes[command] = sentBytes[command]! + length;
      burst.at += length;
      burst.dataSn += 1;
      receive(dataOut({ initiatorTaskTag: command, targetTransferTag, dataSn, bufferOffset: at, final, data: pattern(length, at) }));
    };
    /** The device carries out one command after the other. */
    let busy = false;
    const perform = (): void => {
      const { task, end } = device.started[performed++]!;
      const { wanted, length } = commands[task.tag]!;
      given.add(task.tag);
      if (wanted === undefined) {
        end(good);
        return;
      }
      busy = true;
      void task.receiveDataOut(wanted).then((data) => {
        expect(Buffer.compare(data.toBytes(), pattern(Math.min(wanted, length)).toBytes())).toBe(0);
        busy = false;
        end(good);
      });
    };

    let idle = 0;
    for (let step = 0; answered.size < commands.length; step++) {
      const choice = choices[step % choices.length]! + step;
      const unsent = mayBeSent();
      const send = [
        ...(unsent.length > 0 ? [() => sendCommand(unsent[Math.floor(choice / 7) % unsent.length]!)] : []),
        ...(bursts.length > 0 ? [() => sendData(choice)] : []),
      ];
      // A slow device: everybody else goes before it most of the time.
      const next = !busy && performed < device.started.length ? [perform] : [];
      const actions = next.length > 0 && (send.length === 0 || choice % 5 === 0) ? next : send;
      // Only what is said to it tells an initiator of the window.
      if (actions.length === 0) receive(nopOut({ cmdSn: addSerial(firstCmdSn, commands.length) }));
      else actions[choice % actions.length]!();
      await settled();
      hear();
      idle = actions.length === 0 ? idle + 1 : 0;
      expect(idle).toBeLessThan(3);
      const held = sentBytes.reduce<number>((sum, bytes = 0, command) => (given.has(command) ? sum : sum + bytes), 0);
      expect(held).toBeLessThanOrEqual(heldBytes + one);
      expect(sentBytes.filter((bytes) => bytes !== undefined).length - answered.size).toBeLessThanOrEqual(commandWindow);
    }
    expect(events.filter(({ event }) => event === 'connection.failed')).toEqual([]);
  },
);

import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { Opcode, RESERVED_TAG } from '../../../src/wire/opcode.ts';
import { RejectReason } from '../../../src/wire/reject.ts';
import { encodeText, type TextPair } from '../../../src/wire/text.ts';
import { FakeTarget, logoutRequest, makeRig, nopOut, pairsIn, pattern, scsiCommand, settled, textRequest } from './rig.ts';

const sendTargets: readonly TextPair[] = [['SendTargets', 'All']];

describe('text requests', () => {
  test('are answered under their own task tag', () => {
    const { port, receive } = makeRig().logIn({ discovery: true });
    receive(textRequest([...sendTargets, ['X-org.example.A', '1']]));
    const response = port.takeOne(Opcode.textResponse);
    expect(response).toMatchObject({ final: true, continues: false, initiatorTaskTag: 600, targetTransferTag: RESERVED_TAG });
    expect(pairsIn(response)).toEqual([
      ['X-org.example.A', 'NotUnderstood'],
      ['TargetName', 'iqn.2026-11.local.tapelab:drive0'],
      ['TargetAddress', '127.0.0.1:3260,1'],
    ]);
  });

  test('tell the address to advertise instead of their own', () => {
    const { port, receive } = makeRig({
      portals: () => [{ listen: { address: '127.0.0.1', port: 3260 }, advertise: { address: '192.0.2.2', port: 860 }, portalGroupTag: 4 }],
    }).logIn({ discovery: true });
    receive(textRequest(sendTargets));
    expect(pairsIn(port.takeOne(Opcode.textResponse))[1]).toEqual(['TargetAddress', '192.0.2.2:860,4']);
  });

  test('may be cut anywhere', () => {
    const text = encodeText(sendTargets).toBytes();
    const { port, receive } = makeRig().logIn({ discovery: true });
    receive(textRequest(ByteList.of(text.slice(0, 5)), { final: false, continues: true }));
    const first = port.takeOne(Opcode.textResponse);
    expect(first).toMatchObject({ final: false, continues: false, data: ByteList.empty });
    expect(first.targetTransferTag).not.toBe(RESERVED_TAG);
    receive(textRequest(ByteList.of(text.slice(5)), { targetTransferTag: first.targetTransferTag }));
    expect(pairsIn(port.takeOne(Opcode.textResponse))).toHaveLength(2);
  });

  test('have answers that may be cut anywhere', () => {
    const device = new FakeTarget();
    const targets = Array.from({ length: 40 }, (_, index) => ({ name: `iqn.2026-11.local.tapelab:drive${index}`, device }));
    const { port, receive } = makeRig({ targets }).logIn({ discovery: true, offers: [['MaxRecvDataSegmentLength', '512']] });
    receive(textRequest(sendTargets));
    const pieces = [port.takeOne(Opcode.textResponse)];
    while (pieces.at(-1)!.continues) {
      const { targetTransferTag, final, data } = pieces.at(-1)!;
      expect([final, data.length]).toEqual([false, 512]);
      receive(textRequest([], { targetTransferTag }));
      pieces.push(port.takeOne(Opcode.textResponse));
    }
    expect(pieces.at(-1)).toMatchObject({ final: true, targetTransferTag: RESERVED_TAG });
    expect(pairsIn({ data: ByteList.concat(pieces.map(({ data }) => data)) })).toHaveLength(80);
  });

  test('without F leave the exchange open', () => {
    const { port, receive } = makeRig().logIn({ discovery: true });
    receive(textRequest(sendTargets, { final: false }));
    const { final, targetTransferTag } = port.takeOne(Opcode.textResponse);
    expect(final).toBe(false);
    receive(textRequest([], { targetTransferTag }));
    expect(port.takeOne(Opcode.textResponse)).toMatchObject({ final: true, data: ByteList.empty });
  });

  test('under the tag of an exchange that has ended are rejected', () => {
    const { port, receive } = makeRig().logIn({ discovery: true });
    receive(textRequest(sendTargets, { final: false }));
    const { targetTransferTag } = port.takeOne(Opcode.textResponse);
    receive(textRequest([], { targetTransferTag }));
    port.takeOne(Opcode.textResponse);
    receive(textRequest([], { targetTransferTag }));
    expect(port.takeOne(Opcode.reject).reason).toBe(RejectReason.protocolError);
  });

  test('a declaration takes effect at once', () => {
    const { port, receive } = makeRig().logIn();
    receive(nopOut({ data: pattern(2000) }));
    expect(port.takeOne(Opcode.nopIn).data.length).toBe(2000);
    receive(textRequest([['MaxRecvDataSegmentLength', '512']]));
    expect(pairsIn(port.takeOne(Opcode.textResponse))).toEqual([]);
    receive(nopOut({ data: pattern(2000) }));
    expect(port.takeOne(Opcode.nopIn).data.length).toBe(512);
  });

  test('a key of the login is answered Reject', () => {
    const { port, receive } = makeRig().logIn();
    receive(textRequest([['MaxBurstLength', '4096']]));
    expect(pairsIn(port.takeOne(Opcode.textResponse))).toEqual([['MaxBurstLength', 'Reject']]);
  });

  test.each([
    ['an unknown Target Transfer Tag', [textRequest([], { targetTransferTag: 99 })], RejectReason.protocolError],
    ['F and C', [textRequest(sendTargets, { continues: true })], RejectReason.protocolError],
    ['text that is none', [textRequest(ByteList.of(Uint8Array.of(65, 66, 0)))], RejectReason.protocolError],
    ['a key twice', [textRequest([...sendTargets, ...sendTargets])], RejectReason.protocolError],
    ['too much text', [textRequest(pattern(70_000), { final: false, continues: true })], RejectReason.outOfResources],
  ])('%s is rejected, and the next request is answered', (_, requests, reason) => {
    const { port, receive } = makeRig().logIn({ discovery: true });
    receive(...requests);
    expect(port.takeOne(Opcode.reject).reason).toBe(reason);
    receive(textRequest(sendTargets));
    port.takeOne(Opcode.textResponse);
    receive(logoutRequest());
    port.takeOne(Opcode.logoutResponse);
  });

  test('new text before the answer has ended is rejected', () => {
    const unknown = Array.from({ length: 100 }, (_, index): TextPair => [`X-org.example.${index}`, '1']);
    const { port, receive } = makeRig().logIn({ offers: [['MaxRecvDataSegmentLength', '512']] });
    receive(textRequest(unknown));
    const { targetTransferTag } = port.takeOne(Opcode.textResponse);
    receive(textRequest([['X-org.example.B', '1']], { targetTransferTag }));
    expect(port.takeOne(Opcode.reject).reason).toBe(RejectReason.protocolError);
  });

  describe('settle what they settle when their exchange ends', () => {
    const open = () => {
      const link = makeRig().logIn();
      link.receive(textRequest([['MaxRecvDataSegmentLength', '512']], { final: false }));
      const { targetTransferTag, final } = link.port.takeOne(Opcode.textResponse);
      expect(final).toBe(false);
      const echoed = (): number => {
        link.receive(nopOut({ data: pattern(2000) }));
        return link.port.takeOne(Opcode.nopIn).data.length;
      };
      return { ...link, targetTransferTag, echoed };
    };

    test('not before', () => {
      const { port, receive, targetTransferTag, echoed } = open();
      expect(echoed()).toBe(2000);
      receive(textRequest([], { targetTransferTag }));
      port.takeOne(Opcode.textResponse);
      expect(echoed()).toBe(512);
    });

    test('nothing when it is refused', () => {
      const { port, receive, targetTransferTag, echoed } = open();
      receive(textRequest([['MaxRecvDataSegmentLength', '1024']], { targetTransferTag }));
      expect(port.takeOne(Opcode.reject).reason).toBe(RejectReason.protocolError);
      expect(echoed()).toBe(2000);
    });

    test('nothing when another takes its place', () => {
      const { port, receive, targetTransferTag, echoed } = open();
      receive(textRequest([['X-org.example.A', '1']], { initiatorTaskTag: 601 }));
      port.takeOne(Opcode.textResponse);
      expect(echoed()).toBe(2000);
      receive(textRequest([], { targetTransferTag }));
      port.takeOne(Opcode.reject);
    });
  });

  test('that are refused leave the exchange of another task tag alone', () => {
    const { port, receive } = makeRig().logIn();
    receive(textRequest([], { final: false }));
    const { targetTransferTag } = port.takeOne(Opcode.textResponse);
    receive(textRequest([], { initiatorTaskTag: 601, targetTransferTag }));
    port.takeOne(Opcode.reject);
    receive(textRequest([], { targetTransferTag }));
    port.takeOne(Opcode.textResponse);
  });

  test.each([
    ['bytes', { textBytes: 250 }, RejectReason.outOfResources],
    ['keys', { textKeys: 4 }, RejectReason.outOfResources],
    ['bytes of a value', { textValueBytes: 40 }, RejectReason.protocolError],
  ])('have as many %s as the limits say', (_, limits, reason) => {
    const within = makeRig({ limits }).logIn();
    const pairs = (count: number, length: number) => Array.from({ length: count }, (_, key): TextPair => [`X-${key}`, 'v'.repeat(length)]);
    within.receive(textRequest(pairs(4, 40)));
    within.port.takeOne(Opcode.textResponse);
    within.receive(textRequest(pairs(5, 60)));
    expect(within.port.takeOne(Opcode.reject).reason).toBe(reason);
  });

  test('in a normal session tell its own target', () => {
    const { port, receive } = makeRig().logIn();
    receive(textRequest([['SendTargets', '']]));
    expect(pairsIn(port.takeOne(Opcode.textResponse))).toEqual([
      ['TargetName', 'iqn.2026-11.local.tapelab:drive0'],
      ['TargetAddress', '127.0.0.1:3260,1'],
    ]);
    receive(textRequest(sendTargets));
    expect(pairsIn(port.takeOne(Opcode.textResponse))).toEqual([['SendTargets', 'Reject']]);
  });

  test('may declare how long the Data-In that follow may be', async () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    device.behave = async (task) => {
      await task.sendDataIn(pattern(1200));
      return { status: 0 };
    };
    receive(textRequest([['MaxRecvDataSegmentLength', '512']]), scsiCommand({ read: true, expectedDataTransferLength: 1200 }));
    await settled();
    expect(port.take().flatMap((pdu) => (pdu.opcode === Opcode.dataIn ? pdu.data.length : []))).toEqual([512, 512, 176]);
  });
});

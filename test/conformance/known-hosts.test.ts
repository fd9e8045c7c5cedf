/**
 * Hosts as they are: what they say from login to logout, byte for byte, and what a target has to answer in every byte that the standard settles.
 * Two dots stand for a byte that it leaves open: the first StatSN, the TSIH, how far the command window reaches.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LabUnderTest } from './lab-under-test.ts';
import { pattern } from './pattern.ts';
import type { Received } from './pdu-table.ts';
import { decodeText } from './text-pairs.ts';
import { bare, expectHeader, pairsOf, sorted, textOf, WrittenHost, word } from './written-host.ts';

/** As long as the name of the target in the captured login, so that the lengths are those that were captured. */
const library = 'iqn.2026-11.local.conformance:exb-8505-library';
const configuration = `
drives:
  first: { model: lto-8, serial: CONFORM001, cartridge: CNF001L8 }
  second: { model: lto-8, serial: CONFORM002, cartridge: CNF004L8 }
targets:
  ${library}: { luns: { 2: first, 5: second } }
`;

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start({ configuration });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const connect = async (): Promise<WrittenHost> => new WrittenHost(await lab.connect());

/** The target declares this much for itself, and nobody asked. */
const declared = 'MaxRecvDataSegmentLength=1048576';
const zeros = '00000000';

describe('the Microsoft initiator of Windows Server 2003 (RFC 7143 §6.3, §11)', () => {
  const isid = '40 00 01 37 00 00';
  const name = 'InitiatorName=iqn.1991-05.com.microsoft:win2003s';
  const offered =
    'HeaderDigest=None DataDigest=None ErrorRecoveryLevel=0 InitialR2T=No ImmediateData=Yes MaxRecvDataSegmentLength=65536 ' +
    'MaxBurstLength=262144 FirstBurstLength=65536 MaxConnections=4 DataPDUInOrder=Yes DataSequenceInOrder=Yes DefaultTime2Wait=5 ' +
    'DefaultTime2Retain=5';

  /** 43h: Login Request, I=1. CID 1, CmdSN 1, ITT 0 in both. */
  async function logIn(host: WrittenHost): Promise<void> {
    // 81h: T=1, security negotiation, then operational. 142 bytes.
    const first = await host.logIn(
      `43 81 00 00  00 00 00 8e  ${isid} 00 00  ${zeros} 00 01 00 00  00 00 00 01`,
      `${name} SessionType=Normal TargetName=${library} AuthMethod=None`,
      () => `23 81 00 00  00 .. .. ..  ${isid} 00 00  ${zeros} ${zeros} ${host.statSn(0)}  00 00 00 01 .. .. .. ..`,
    );
    expect(sorted(first)).toEqual(['AuthMethod=None', 'TargetPortalGroupTag=1']);

    // 87h: T=1, operational negotiation, then full feature phase. 263 bytes; ExpStatSN has the first answer acknowledged.
    const second = await host.logIn(
      `43 87 00 00  00 00 01 07  ${isid} 00 00  ${zeros} 00 01 00 00  00 00 00 01  ${host.statSn(1)}`,
      offered,
      () => `23 87 00 00  00 .. .. ..  ${isid} .. ..  ${zeros} ${zeros} ${host.statSn(1)}  00 00 00 01 .. .. .. ..`,
    );
    const answers =
      'HeaderDigest=None DataDigest=None ErrorRecoveryLevel=0 InitialR2T=No ImmediateData=Yes MaxBurstLength=262144 FirstBurstLength=65536 ' +
      `MaxConnections=1 DataPDUInOrder=Yes DataSequenceInOrder=Yes DefaultTime2Wait=5 DefaultTime2Retain=5 ${declared}`;
    expect(sorted(second)).toEqual(sorted(pairsOf(answers)));
    host.settle(offered, second);
  }

  it('asks what there is in a discovery session, and leaves', async () => {
    const host = await connect();
    const offered =
      'HeaderDigest=None DataDigest=None ErrorRecoveryLevel=0 MaxRecvDataSegmentLength=65536 DefaultTime2Wait=5 DefaultTime2Retain=5';
    const first = await host.logIn(
      `43 81 00 00  00 00 00 57  ${isid} 00 00  ${zeros} 00 01 00 00  00 00 00 01`,
      `${name} SessionType=Discovery AuthMethod=None`,
      () => `23 81 00 00  00 00 00 10  ${isid} 00 00  ${zeros} ${zeros} ${host.statSn(0)}  00 00 00 01 .. .. .. ..`,
    );
    expect(first).toEqual([['AuthMethod', 'None']]);
    const second = await host.logIn(
      `43 87 00 00  00 00 00 7e  ${isid} 00 00  ${zeros} 00 01 00 00  00 00 00 01  ${host.statSn(1)}`,
      offered,
      () => `23 87 00 00  00 .. .. ..  ${isid} .. ..  ${zeros} ${zeros} ${host.statSn(1)}  00 00 00 01 .. .. .. ..`,
    );
    const answers = `HeaderDigest=None DataDigest=None ErrorRecoveryLevel=0 DefaultTime2Wait=5 DefaultTime2Retain=5 ${declared}`;
    expect(sorted(second)).toEqual(sorted(pairsOf(answers)));

    // 04h: Text Request, not immediate, the first CmdSN; F=1, ITT 0, the reserved Target Transfer Tag.
    host.say(`04 80 00 00  00 00 00 10  ${zeros} ${zeros} ${zeros} ffffffff  00 00 00 01  ${host.statSn(2)}`, textOf('SendTargets=All'));
    const targets = await host.hear('text-response');
    expectHeader(targets, `24 80 00 00  00 .. .. ..  ${zeros} ${zeros} ${zeros} ffffffff  ${host.statSn(2)}  00 00 00 02 .. .. .. ..`);
    expect(decodeText(targets.data)).toEqual(pairsOf(`TargetName=${library} TargetAddress=127.0.0.1:${lab.address.port},1`));

    host.say(`46 80 00 00  ${zeros} ${zeros} ${zeros} 00 00 00 01 00 01 00 00  00 00 00 02  ${host.statSn(3)}`);
    expectHeader(
      await host.hear('logout-response'),
      `26 80 00 00  ${zeros} ${zeros} ${zeros} 00 00 00 01 ${zeros} ${host.statSn(3)}  00 00 00 02 .. .. .. .. ${zeros} .. .. .. ..`,
    );
    await host.part();
  });

  it('finds its logical units, works with one of them in untagged commands, and leaves', async () => {
    const host = await connect();
    await logIn(host);
    // Login took two statuses; the first command has tag 1 and the CmdSN that the login had, and each next one is one more.
    let sent = 0;
    const numbers = (): { tag: string; cmdSn: string; acknowledged: string } => ({
      tag: word(sent + 1),
      cmdSn: word(sent + 1),
      acknowledged: host.statSn(sent + 2),
    });
    /** 01h: SCSI Command. C0h: F and R, ATTR 0. Gives the data; `missing` is the residual that U has to come with. */
    const readIn = async (lun: string, cdb: string, length: number): Promise<Buffer> => {
      const { tag, cmdSn, acknowledged } = numbers();
      host.say(`01 c0 00 00  ${zeros} ${lun} ${zeros} ${tag} ${word(length)} ${cmdSn} ${acknowledged} ${cdb}`);
      const answer = await host.hear('data-in');
      const missing = length - answer.data.length;
      // F and S, and U where the data is shorter than was expected.
      const flags = missing > 0 ? '83' : '81';
      expectHeader(
        answer,
        `25 ${flags} 00 00  00 .. .. ..  ${zeros} ${zeros} ${tag} ffffffff  ${acknowledged} ${word(sent + 2)} .. .. .. ..  ${zeros} ${zeros} ${word(missing)}`,
      );
      sent += 1;
      return Buffer.from(answer.data);
    };
    const lunOf = (lun: number): string => `00 ${lun.toString(16).padStart(2, '0')} 00 00`;

    // REPORT LUNS with room for one: the length is that of the whole list all the same. Then with as much as there is, and 8 more.
    const one = await readIn(zeros, 'a0 00 00 00 00 00 00 00 00 10 00 00', 16);
    expect(one.toString('hex')).toBe(bare('00 00 00 10 00 00 00 00  00 02 00 00 00 00 00 00'));
    const list = await readIn(zeros, 'a0 00 00 00 00 00 00 00 00 18 00 00', 24);
    expect(list.toString('hex')).toBe(bare('00 00 00 10 00 00 00 00  00 02 00 00 00 00 00 00  00 05 00 00 00 00 00 00'));

    for (const lun of [2, 5]) {
      const inquiry = await readIn(lunOf(lun), '12 00 00 00 24 00', 36);
      expect([inquiry.length, inquiry[0], inquiry[1], inquiry[4]! >= 31]).toEqual([36, 0x01, 0x80, true]);
      const pages = await readIn(lunOf(lun), '12 01 00 00 ff 00', 255);
      expect([...pages.subarray(4)]).toEqual(expect.arrayContaining([0x00, 0x80, 0x83]));
      const identification = await readIn(lunOf(lun), '12 01 83 00 ff 00', 255);
      expect([identification[1], identification.readUInt16BE(2)]).toEqual([0x83, identification.length - 4]);
      const serial = await readIn(lunOf(lun), '12 01 80 00 ff 00', 255);
      expect(serial.toString('latin1', 4)).toBe(lun === 2 ? 'CONFORM001' : 'CONFORM002');
    }
    // tape.sys binds to a drive with an INQUIRY of 252 bytes.
    expect((await readIn(lunOf(2), '12 00 00 00 fc 00', 252))[0]).toBe(0x01);

    /** 80h, A0h: F, with W or without. The command ends with a SCSI Response of this status. */
    const ends = async (tag: string, acknowledged: string, status: string, length: string): Promise<Received<'scsi-response'>> => {
      const answer = await host.hear('scsi-response');
      expectHeader(
        answer,
        `21 80 00 ${status}  00 ${length}  ${zeros} ${zeros} ${tag} ${zeros} ${acknowledged} ${word(sent + 2)} .. .. .. ..  ${zeros} ${zeros} ${zeros}`,
      );
      sent += 1;
      return answer;
    };
    const plain = async (cdb: string, status = '00', length = '00 00 00'): Promise<Received<'scsi-response'>> => {
      const { tag, cmdSn, acknowledged } = numbers();
      host.say(`01 80 00 00  ${zeros} ${lunOf(2)} ${zeros} ${tag} ${zeros} ${cmdSn} ${acknowledged} ${cdb}`);
      return ends(tag, acknowledged, status, length);
    };
    // TEST UNIT READY meets the unit attention: SenseLength and at least the 18 bytes that Windows reads.
    const attention = await plain('00 00 00 00 00 00', '02', '.. .. ..');
    expect(Buffer.from(attention.data.subarray(0, 16)).toString('hex')).toMatch(/^00(12|..)70000600000000..0{8}29/);

    await plain('01 00 00 00 00 00');
    /** WRITE(6) of 100000 bytes with the first burst in it; the rest is asked for, and comes with whatever in its LUN field. */
    const write = async (strayLun: string): Promise<void> => {
      const block = pattern(100_000, sent);
      const { tag, cmdSn, acknowledged } = numbers();
      host.say(
        `01 a0 00 00  00 01 00 00  ${lunOf(2)} ${zeros} ${tag} 00 01 86 a0  ${cmdSn} ${acknowledged} 0a 00 01 86 a0 00`,
        block.subarray(0, 65_536),
      );
      const r2t = await host.hear('r2t');
      expectHeader(
        r2t,
        `31 80 00 00  ${zeros} ${lunOf(2)} ${zeros} ${tag} .. .. .. ..  ${acknowledged} ${word(sent + 2)} .. .. .. ..  ${zeros} 00 01 00 00  00 00 86 a0`,
      );
      host.say(
        `05 80 00 00  00 00 86 a0  ${strayLun} ${tag} ${word(r2t.targetTransferTag)} ${zeros} ${acknowledged} ${zeros} ${zeros} 00 01 00 00`,
        block.subarray(65_536),
      );
      await ends(tag, acknowledged, '00', '00 00 00');
    };
    const firstBlock = sent;
    await write(`${lunOf(2)} ${zeros}`);
    const secondBlock = sent;
    await write(`${zeros} ${zeros}`);
    const thirdBlock = sent;
    await write('de ad be ef  5a 5a 5a 5a');
    await plain('10 00 00 00 00 00');
    await plain('01 00 00 00 00 00');
    for (const seed of [firstBlock, secondBlock, thirdBlock]) {
      const { tag, cmdSn, acknowledged } = numbers();
      host.say(`01 c0 00 00  ${zeros} ${lunOf(2)} ${zeros} ${tag} 00 01 86 a0  ${cmdSn} ${acknowledged} 08 00 01 86 a0 00`);
      const pieces = [await host.hear('data-in'), await host.hear('data-in')];
      expect(pieces.map(({ hasStatus, data }) => [hasStatus, data.length])).toEqual([
        [false, 65_536],
        [true, 34_464],
      ]);
      expect(Buffer.compare(Buffer.concat(pieces.map(({ data }) => data)), pattern(100_000, seed))).toBe(0);
      sent += 1;
    }

    const { tag, cmdSn, acknowledged } = numbers();
    // 46h: Logout Request, I=1, so it takes no CmdSN. Reason 0: the session; CID 1.
    host.say(`46 80 00 00  ${zeros} ${zeros} ${zeros} ${tag} 00 01 00 00  ${cmdSn} ${acknowledged}`);
    expectHeader(
      await host.hear('logout-response'),
      `26 80 00 00  ${zeros} ${zeros} ${zeros} ${tag} ${zeros} ${acknowledged} ${word(sent + 1)} .. .. .. ..  ${zeros} .. .. .. ..`,
    );
    await host.part();
  });

  it('in the versions that offer several connections and error recovery, is answered one and none', async () => {
    const host = await connect();
    const offered =
      'HeaderDigest=None,CRC32C DataDigest=None,CRC32C ErrorRecoveryLevel=2 InitialR2T=No ImmediateData=Yes MaxRecvDataSegmentLength=65536 ' +
      'MaxBurstLength=262144 FirstBurstLength=65536 MaxConnections=8 DataPDUInOrder=Yes DataSequenceInOrder=Yes DefaultTime2Wait=0 ' +
      'DefaultTime2Retain=60 MaxOutstandingR2T=16';
    await host.logIn(
      `43 81 00 00  00 00 00 8e  ${isid} 00 00  ${zeros} 00 01 00 00  00 00 00 01`,
      `${name} SessionType=Normal TargetName=${library} AuthMethod=None`,
      () => `23 81 00 00  00 .. .. ..  ${isid} 00 00  ${zeros} ${zeros} ${host.statSn(0)}  00 00 00 01 .. .. .. ..`,
    );
    const length = textOf(offered).length.toString(16).padStart(4, '0');
    const answer = await host.logIn(
      `43 87 00 00  00 00 ${length}  ${isid} 00 00  ${zeros} 00 01 00 00  00 00 00 01  ${host.statSn(1)}`,
      offered,
      () => `23 87 00 00  00 .. .. ..  ${isid} .. ..  ${zeros} ${zeros} ${host.statSn(1)}  00 00 00 01 .. .. .. ..`,
    );
    const answers =
      'HeaderDigest=None DataDigest=None ErrorRecoveryLevel=0 InitialR2T=No ImmediateData=Yes MaxBurstLength=262144 FirstBurstLength=65536 ' +
      `MaxConnections=1 DataPDUInOrder=Yes DataSequenceInOrder=Yes DefaultTime2Wait=0 DefaultTime2Retain=20 MaxOutstandingR2T=8 ${declared}`;
    expect(sorted(answer)).toEqual(sorted(pairsOf(answers)));
  });
});

/** A host that needs no security stage, or says all it has to say in one request of each. */
interface LoginRecord {
  readonly host: string;
  readonly isid: string;
  readonly cid: string;
  readonly tag: string;
  readonly cmdSn: string;
  readonly expStatSn: string;
  readonly security?: string;
  readonly operational: string;
  readonly answers: string;
}

const name = { openIscsi: 'iqn.1993-08.org.debian:01:5dc3a4f9c9', libiscsi: 'iqn.2007-10.com.github:sahlberg:libiscsi:iscsi-inq' };
const usual = 'HeaderDigest=None DataDigest=None DefaultTime2Wait=2 DefaultTime2Retain=0';

const records: readonly LoginRecord[] = [
  {
    host: 'open-iscsi with the defaults of iscsid.conf',
    isid: '00 02 3d 00 00 01',
    cid: '00 00',
    tag: '00 00 00 00',
    cmdSn: '00 00 00 01',
    expStatSn: '00 00 00 00',
    operational:
      `InitiatorName=${name.openIscsi} InitiatorAlias=backup TargetName=${library} SessionType=Normal ${usual} IFMarker=No OFMarker=No ` +
      'ErrorRecoveryLevel=0 InitialR2T=No ImmediateData=Yes MaxBurstLength=16776192 FirstBurstLength=262144 MaxOutstandingR2T=1 ' +
      'MaxConnections=1 DataPDUInOrder=Yes DataSequenceInOrder=Yes MaxRecvDataSegmentLength=262144',
    answers:
      `${usual} IFMarker=No OFMarker=No ErrorRecoveryLevel=0 InitialR2T=No ImmediateData=Yes MaxBurstLength=16776192 ` +
      'FirstBurstLength=262144 MaxOutstandingR2T=1 MaxConnections=1 DataPDUInOrder=Yes DataSequenceInOrder=Yes',
  },
  {
    host: 'libiscsi',
    isid: '80 c4 9e cd 00 00',
    cid: '00 00',
    tag: '3a 70 08 df',
    cmdSn: '00 00 00 00',
    expStatSn: '00 00 00 00',
    operational:
      `InitiatorName=${name.libiscsi} TargetName=${library} SessionType=Normal HeaderDigest=None,CRC32C DataDigest=None InitialR2T=No ` +
      'ImmediateData=Yes MaxBurstLength=262144 FirstBurstLength=262144 DefaultTime2Wait=2 DefaultTime2Retain=0 MaxOutstandingR2T=1 ' +
      'ErrorRecoveryLevel=0 IFMarker=No OFMarker=No MaxConnections=1 MaxRecvDataSegmentLength=262144 DataPDUInOrder=Yes DataSequenceInOrder=Yes',
    answers:
      `${usual} InitialR2T=No ImmediateData=Yes MaxBurstLength=262144 FirstBurstLength=262144 MaxOutstandingR2T=1 ErrorRecoveryLevel=0 ` +
      'IFMarker=No OFMarker=No MaxConnections=1 DataPDUInOrder=Yes DataSequenceInOrder=Yes',
  },
  {
    // It begins at CmdSN 0, and acknowledges a StatSN 0 that it was never sent.
    host: 'the initiator of FreeBSD',
    isid: '80 52 1f 0c 00 00',
    cid: '00 00',
    tag: '00 00 00 00',
    cmdSn: '00 00 00 00',
    expStatSn: '00 00 00 01',
    security: `AuthMethod=None InitiatorName=iqn.1994-09.org.freebsd:backup SessionType=Normal TargetName=${library}`,
    operational:
      'HeaderDigest=None DataDigest=None ImmediateData=Yes MaxBurstLength=262144 FirstBurstLength=262144 InitialR2T=Yes MaxOutstandingR2T=1 ' +
      'MaxRecvDataSegmentLength=262144 DefaultTime2Wait=0 DefaultTime2Retain=0 ErrorRecoveryLevel=0',
    answers:
      'HeaderDigest=None DataDigest=None ImmediateData=Yes MaxBurstLength=262144 FirstBurstLength=262144 InitialR2T=Yes MaxOutstandingR2T=1 ' +
      'DefaultTime2Wait=0 DefaultTime2Retain=0 ErrorRecoveryLevel=0',
  },
];

describe('other initiators (RFC 7143 §6.3, §11)', () => {
  it.each(records)('$host logs in, asks who is there, and leaves', async (record) => {
    const { isid, cid, tag, cmdSn, expStatSn, security, operational, answers } = record;
    const host = await connect();
    const lengthOf = (text: string): string => `00 ${textOf(text).length.toString(16).padStart(6, '0')}`;
    const from = `${isid} 00 00  ${tag} ${cid} 00 00  ${cmdSn}`;
    const to = `${tag} ${zeros}`;
    let statuses = 0;
    if (security !== undefined) {
      const said = await host.logIn(
        `43 81 00 00  ${lengthOf(security)}  ${from} ${expStatSn}`,
        security,
        () => `23 81 00 00  00 .. .. ..  ${isid} 00 00  ${to} ${host.statSn(0)} ${cmdSn} .. .. .. ..`,
      );
      expect(sorted(said)).toEqual(['AuthMethod=None', 'TargetPortalGroupTag=1']);
      statuses += 1;
    }
    const said = await host.logIn(
      `43 87 00 00  ${lengthOf(operational)}  ${from} ${statuses === 0 ? expStatSn : host.statSn(1)}`,
      operational,
      () => `23 87 00 00  00 .. .. ..  ${isid} .. ..  ${to} ${host.statSn(statuses)} ${cmdSn} .. .. .. ..`,
    );
    const group = security === undefined ? ' TargetPortalGroupTag=1' : '';
    expect(sorted(said)).toEqual(sorted(pairsOf(`${answers} ${declared}${group}`)));
    host.settle(operational, said);
    statuses += 1;

    // C1h: F, R and ATTR 1, a simple task. LUN 0 is not there, and INQUIRY says so.
    const next = word(Number.parseInt(bare(cmdSn), 16) + 1);
    host.say(`01 c1 00 00  ${zeros} ${zeros} ${zeros} 00 00 00 07  00 00 00 24  ${cmdSn} ${host.statSn(statuses)} 12 00 00 00 24 00`);
    const inquiry = await host.hear('data-in');
    expectHeader(
      inquiry,
      `25 81 00 00  00 00 00 24  ${zeros} ${zeros} 00 00 00 07  ffffffff  ${host.statSn(statuses)} ${next} .. .. .. ..`,
    );
    expect(inquiry.data[0]).toBe(0x7f);

    host.say(`46 80 00 00  ${zeros} ${zeros} ${zeros} 00 00 00 08  ${cid} 00 00  ${next} ${host.statSn(statuses + 1)}`);
    expectHeader(
      await host.hear('logout-response'),
      `26 80 00 00  ${zeros} ${zeros} ${zeros} 00 00 00 08  ${zeros} ${host.statSn(statuses + 1)} ${next} .. .. .. ..  ${zeros} .. .. .. ..`,
    );
    await host.part();
  });

  it.each([
    [
      'open-iscsi, which negotiates only what matters',
      '00 02 3d 00 00 00',
      `InitiatorName=${name.openIscsi} InitiatorAlias=backup SessionType=Discovery ${usual} IFMarker=No OFMarker=No ErrorRecoveryLevel=0 ` +
        'MaxRecvDataSegmentLength=32768',
      `${usual} IFMarker=No OFMarker=No ErrorRecoveryLevel=0 ${declared}`,
      '04',
    ],
    [
      'libiscsi, which negotiates everything and sends its question at once',
      '80 91 08 13 00 00',
      `InitiatorName=${name.libiscsi} SessionType=Discovery HeaderDigest=None DataDigest=None InitialR2T=No ImmediateData=Yes ` +
        'MaxBurstLength=262144 FirstBurstLength=262144 DefaultTime2Wait=2 DefaultTime2Retain=0 MaxOutstandingR2T=1 ErrorRecoveryLevel=0 ' +
        'IFMarker=No OFMarker=No MaxConnections=1 MaxRecvDataSegmentLength=262144 DataPDUInOrder=Yes DataSequenceInOrder=Yes',
      `${usual} InitialR2T=Irrelevant ImmediateData=Irrelevant MaxBurstLength=Irrelevant FirstBurstLength=Irrelevant ` +
        'MaxOutstandingR2T=Irrelevant ErrorRecoveryLevel=0 IFMarker=No OFMarker=No MaxConnections=Irrelevant DataPDUInOrder=Irrelevant ' +
        `DataSequenceInOrder=Irrelevant ${declared}`,
      '44',
    ],
  ])('a discovery session of %s', async (_, isid, offered, answers, opcode) => {
    const host = await connect();
    const said = await host.logIn(
      `43 87 00 00  00 00 ${textOf(offered).length.toString(16).padStart(4, '0')}  ${isid} 00 00  ${zeros} ${zeros} 00 00 00 01`,
      offered,
      () => `23 87 00 00  00 .. .. ..  ${isid} .. ..  ${zeros} ${zeros} ${host.statSn(0)}  00 00 00 01 .. .. .. ..`,
    );
    expect(sorted(said)).toEqual(sorted(pairsOf(answers)));
    const next = opcode === '44' ? '00 00 00 01' : '00 00 00 02';
    host.say(
      `${opcode} 80 00 00  00 00 00 10  ${zeros} ${zeros} 00 00 00 01  ffffffff  00 00 00 01  ${host.statSn(1)}`,
      textOf('SendTargets=All'),
    );
    const targets = await host.hear('text-response');
    expectHeader(targets, `24 80 00 00  00 .. .. ..  ${zeros} ${zeros} 00 00 00 01  ffffffff  ${host.statSn(1)} ${next} .. .. .. ..`);
    expect(decodeText(targets.data)).toEqual(pairsOf(`TargetName=${library} TargetAddress=127.0.0.1:${lab.address.port},1`));
  });
});

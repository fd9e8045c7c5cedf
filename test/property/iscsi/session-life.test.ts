/**
 * The life of sessions against a small model of it (RFC 7143 §6.3.4 to §6.3.6, §7.6, §8.3): initiator ports log in anew, log in again, lose their
 * connections, wait, log out, all in any order. Which sessions there are, in which state, and what each nexus is told next is what the model says.
 * Each port has a logical unit of its own, a real one, so that no other's task stands in the way of its question.
 */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { ScsiTargetDevice } from '../../../src/scsi/scsi-target-device.ts';
import { toLun } from '../../../src/scsi/target.ts';
import { LoginStatus } from '../../../src/wire/login-response.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { type Link, loginRequest, logoutRequest, makeRig, type Rig, scsiCommand, settled, targetName } from '../../unit/iscsi/rig.ts';
import { cdb, FakeDevice } from '../../unit/scsi/fake-device.ts';

const time2WaitSeconds = 1;
const ports = [0, 1];

type Step =
  | { readonly kind: 'new'; readonly retainSeconds: number }
  | { readonly kind: 'again'; readonly tsih: 'mine' | 'another’s' | 'nobody’s'; readonly connectionId: number }
  | { readonly kind: 'break' | 'log out' | 'hang' | 'ask' }
  | { readonly kind: 'wait'; readonly seconds: number };

const stepOf: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('new' as const), retainSeconds: fc.constantFrom(0, 1, 5, 5) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('again' as const),
      tsih: fc.constantFrom('mine' as const, 'mine' as const, 'mine' as const, 'another’s' as const, 'nobody’s' as const),
      connectionId: fc.constantFrom(1, 2),
    }),
  },
  { weight: 12, arbitrary: fc.record({ kind: fc.constantFrom('break' as const, 'hang' as const, 'ask' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('log out' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 4 }) }) },
);
const step = fc.tuple(fc.constantFrom(...ports), stepOf).map(([port, what]) => ({ port, ...what }));

/** What the model knows of a port. */
class PortModel {
  /** Undefined: the nexus has never been seen. */
  attentions: string[] | undefined;
  session: { tsih: number; retainSeconds: number; connectionId: number | undefined; endsAt: number } | undefined;
  hanging = false;

  begin(tsih: number, retainSeconds: number): void {
    this.attentions ??= ['29/00'];
    this.session = { tsih, retainSeconds, connectionId: 1, endsAt: Infinity };
  }

  /** Of two conditions about resets the higher stays; what tells of no reset stays as well. */
  end(): void {
    const [first] = this.attentions!;
    this.attentions = [first === '29/00' ? first : '29/07', ...this.attentions!.filter((code) => !code.startsWith('29'))];
    this.session = undefined;
    this.hanging = false;
  }

  abandon(): void {
    if (this.hanging && !this.attentions!.includes('47/7f')) this.attentions!.push('47/7f');
    this.hanging = false;
  }
}

/** The real thing as one port uses it. */
class PortUser {
  readonly #rig: Rig;
  readonly #port: number;
  link: Link | undefined;
  #cmdSn = 0;

  constructor(rig: Rig, port: number) {
    this.#rig = rig;
    this.#port = port;
  }

  get isid(): Uint8Array {
    return Uint8Array.of(0x40, 0, 1, 0x37, 0, this.#port);
  }

  begin(retainSeconds: number): void {
    this.#cmdSn = 100;
    this.link = this.#rig.logIn({ isid: this.isid, retainSeconds, offers: [['InitialR2T', 'Yes']], fields: { cmdSn: this.#cmdSn } });
  }

  /** Answers the login's status. */
  again(tsih: number, connectionId: number): number {
    const link = this.#rig.connect();
    const names = [
      ['InitiatorName', 'iqn.2026-11.local.host:one'],
      ['TargetName', targetName],
    ] as const;
    link.receive(loginRequest(names, { isid: this.isid, tsih, connectionId, cmdSn: this.#cmdSn }));
    const response = link.port.takeOne(Opcode.loginResponse);
    if (response.status !== 0) return response.status;
    expect(response).toMatchObject({ tsih, expCmdSn: this.#cmdSn });
    this.link = link;
    return 0;
  }

  command(hex: string, write = 0): void {
    const fields = { lun: BigInt(this.#port) << 48n, cmdSn: this.#cmdSn, initiatorTaskTag: this.#cmdSn, cdb: cdb(hex) };
    this.#cmdSn += 1;
    this.link!.receive(scsiCommand({ ...fields, write: write > 0, expectedDataTransferLength: write }));
  }

  /** What TEST UNIT READY is told: a unit attention, or nothing. */
  async ask(): Promise<string | undefined> {
    this.link!.port.take();
    this.command('00');
    await settled();
    const { status, data } = this.link!.port.takeOne(Opcode.scsiResponse);
    if (status === 0) return undefined;
    // Behind SenseLength.
    const [code, qualifier] = [...data.toBytes().subarray(14, 16)].map((byte) => byte.toString(16).padStart(2, '0'));
    return `${code}/${qualifier}`;
  }
}

test.prop([fc.array(step, { minLength: 20, maxLength: 60 })], { numRuns: 200 })(
  'sessions live and die as the model says',
  async (steps) => {
    const device = new ScsiTargetDevice({ logicalUnits: new Map(ports.map((port) => [toLun(port), new FakeDevice().logicalUnit])) });
    const rig = makeRig({
      targets: [{ name: targetName, device }],
      sessionRetention: { time2WaitSeconds, time2RetainSeconds: 20 },
      keepAlive: { intervalMs: 1e9, timeoutMs: 1e9 },
    });
    const models = ports.map(() => new PortModel());
    const users = ports.map((port) => new PortUser(rig, port));
    let now = 0;
    let lastTsih = 0;

    for (const { port, ...what } of steps) {
      const [model, user] = [models[port]!, users[port]!];
      const { session } = model;
      switch (what.kind) {
        case 'new':
          if (session !== undefined) model.end();
          user.begin(what.retainSeconds);
          model.begin(++lastTsih, what.retainSeconds);
          break;
        case 'again': {
          const other = models[(port + 1) % ports.length]!.session;
          const tsih = { mine: session?.tsih, 'another’s': other?.tsih, 'nobody’s': 0x7777 }[what.tsih] ?? 0x7777;
          const status =
            session === undefined || tsih !== session.tsih
              ? LoginStatus.sessionDoesNotExist
              : session.connectionId !== undefined && session.connectionId !== what.connectionId
                ? LoginStatus.tooManyConnections
                : LoginStatus.success;
          expect(user.again(tsih, what.connectionId)).toBe(status);
          if (status !== 0) break;
          model.abandon();
          Object.assign(session!, { connectionId: what.connectionId, endsAt: Infinity });
          break;
        }
        case 'break':
          if (session?.connectionId === undefined) break;
          user.link!.input.closed();
          if (session.retainSeconds === 0) model.end();
          else {
            model.abandon();
            Object.assign(session, { connectionId: undefined, endsAt: now + time2WaitSeconds + session.retainSeconds });
          }
          break;
        case 'log out':
          if (session?.connectionId === undefined) break;
          user.link!.receive(logoutRequest());
          model.end();
          break;
        case 'hang':
          if (session?.connectionId === undefined || model.hanging) break;
          while (model.attentions!.length > 0) expect(await user.ask()).toBe(model.attentions!.shift());
          user.command('0a 00 00 00 04', 4);
          model.hanging = true;
          break;
        case 'ask':
          if (session?.connectionId === undefined || model.hanging) break;
          expect(await user.ask()).toBe(model.attentions!.shift());
          break;
        case 'wait':
          now += what.seconds;
          rig.clock.advance(what.seconds * 1000);
          for (const each of models) if (each.session !== undefined && each.session.endsAt <= now) each.end();
      }
      await settled();
      const sessions = rig.node.sessions().map(({ isid, tsih, state }) => ({ isid, tsih, state }));
      const expected = models.flatMap((each, index) => {
        if (each.session === undefined) return [];
        const { tsih, connectionId } = each.session;
        const isid = Buffer.from(users[index]!.isid).toString('hex');
        return [{ isid, tsih, state: connectionId === undefined ? 'failed' : 'logged-in' }];
      });
      expect(sessions.sort((a, b) => a.tsih - b.tsih)).toEqual(expected.sort((a, b) => a.tsih - b.tsih));
    }

    expect(rig.events.filter(({ event }) => event === 'connection.failed')).toEqual([]);
    const lives = rig.events.filter(({ event }) => event === 'session.established' || event === 'session.ended');
    for (const user of users) {
      const isid = Buffer.from(user.isid).toString('hex');
      const life = lives.filter((event) => 'isid' in event && event.isid === isid).map(({ event }) => event);
      expect(life).toEqual(life.map((_, index) => (index % 2 === 0 ? 'session.established' : 'session.ended')));
    }
  },
);

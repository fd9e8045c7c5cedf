/** Which device is meant, as far as the address leaves it open; and that no session stays behind. */
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { UserError } from '../../../src/foundation/user-error.ts';
import { parseDeviceAddress } from '../../../src/host/device-address.ts';
import type { Initiator } from '../../../src/host/initiator/initiator.ts';
import { LoginError } from '../../../src/host/initiator/login-error.ts';
import type { Session } from '../../../src/host/initiator/session.ts';
import { openDevice } from '../../../src/host/open-device.ts';
import type { ScsiAnswer, ScsiRequest } from '../../../src/host/scsi.ts';
import { check, good } from './scripted-path.ts';

const TAPE = 0x01;
const CHANGER = 0x08;
const portal = 'iscsi://10.0.0.1';
const name = (target: string): string => `iqn.2026-11.local:${target}`;

/** Targets by name, and the type of device at each LUN; what refuses logins says why. */
type Targets = Readonly<Record<string, Readonly<Record<number, number>> | LoginError>>;

class Neighbourhood implements Pick<Initiator, 'discover' | 'logIn'> {
  readonly #targets: Targets;
  readonly #addresses: readonly string[];
  readonly open = new Set<string>();
  readonly asked: ScsiRequest[] = [];
  knowsNoReportLuns = false;
  /** Where logins went. */
  readonly portals: string[] = [];

  constructor(targets: Targets, addresses: readonly string[] = ['10.0.0.1']) {
    this.#targets = targets;
    this.#addresses = addresses;
  }

  async discover(): ReturnType<Initiator['discover']> {
    const addresses = this.#addresses.map((address) => ({ endpoint: { address, port: 3260 }, portalGroupTag: 1 }));
    return Object.keys(this.#targets).map((target) => ({ name: name(target), addresses }));
  }

  async logIn({ address }: { address: string }, targetName: string): Promise<Session> {
    const units = this.#targets[targetName.slice(name('').length)];
    if (units === undefined) throw new LoginError('refused', 'knows no such target', { code: 'target-unknown' });
    if (units instanceof LoginError) throw units;
    this.open.add(targetName);
    this.portals.push(address);
    const execute = async (request: ScsiRequest): Promise<ScsiAnswer> => {
      const { cdb, lun } = request;
      this.asked.push(request);
      if (cdb[0] === 0xa0 && this.knowsNoReportLuns) return check(0x05, 0x2000);
      return cdb[0] === 0xa0 ? lunList(Object.keys(units).map(Number)) : inquiryData(units[lun]);
    };
    return { execute, logOut: async () => void this.open.delete(targetName) } as Partial<Session> as Session;
  }
}

function lunList(luns: readonly number[]): ScsiAnswer {
  const data = Buffer.alloc(8 + 8 * luns.length);
  data.writeUInt32BE(8 * luns.length, 0);
  for (const [index, lun] of luns.entries()) data.writeUInt16BE(lun, 8 + 8 * index);
  return good(data);
}

function inquiryData(type: number | undefined): ScsiAnswer {
  const data = Buffer.alloc(36, ' ');
  data[0] = type ?? 0x7f;
  data.write('ACME    MODEL', 8);
  return type === -1 ? check(0x05, 0x2500) : good(data);
}

const refusal = new LoginError('refused', 'lets this initiator name not in');
const open = (around: Neighbourhood, address: string, wanted: 'tape' | 'changer' = 'tape') =>
  openDevice(around, parseDeviceAddress(address), { wanted, clock: new ManualClock() });

async function refused(around: Neighbourhood, address: string, wanted?: 'tape' | 'changer'): Promise<UserError> {
  const error = await open(around, address, wanted).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  expect([...around.open]).toEqual([]);
  return error as UserError;
}

describe('a device', () => {
  const lab: Targets = { library: { 0: CHANGER, 1: TAPE, 3: TAPE }, disk: { 0: 0 } };

  it.each([
    ['the only changer', portal, 'changer', { targetName: name('library'), lun: 0 }],
    ['the only changer of a target', `${portal}/${name('library')}`, 'changer', { targetName: name('library'), lun: 0 }],
    ['a unit by its LUN', `${portal}/${name('library')}/3`, 'tape', { targetName: name('library'), lun: 3 }],
  ] as const)('is found: %s', async (_, address, wanted, expected) => {
    const around = new Neighbourhood(lab);
    expect((await open(around, address, wanted)).address).toMatchObject(expected);
    expect([...around.open]).toEqual([expected.targetName]);
  });

  it.each([
    ['several', lab, portal, 'tape-ambiguous', `${portal}/${name('library')}/1 (ACME MODEL), ${portal}/${name('library')}/3 (ACME MODEL)`],
    ['none', { disk: { 0: 0 } }, portal, 'tape-missing', `there is ${portal}/${name('disk')}/0 (ACME MODEL).`],
    ['no target', {}, portal, 'target-missing', '--initiator-name'],
    ['another target', lab, `${portal}/${name('nothing')}`, 'target-unknown', `its targets are ${name('library')}, ${name('disk')}.`],
    ['no such LUN', lab, `${portal}/${name('library')}/2`, 'lun-unknown', `/1 (ACME MODEL)`],
    ['another type', lab, `${portal}/${name('library')}/0`, 'no-tape', `a tape drive is ${portal}/${name('library')}/1`],
    ['nobody to let us in', { closed: refusal }, portal, refusal.code, ''],
  ] as const)('is not guessed: %s', async (_, targets, address, code, hint) => {
    const error = await refused(new Neighbourhood(targets), address);
    expect(error.code).toBe(code);
    expect(error.hint ?? '').toContain(hint);
  });

  it('is found beside targets that do not let us in', async () => {
    const around = new Neighbourhood({ closed: refusal, drive: { 0: TAPE } });
    expect((await open(around, portal)).address).toMatchObject({ targetName: name('drive') });
  });

  it('is come to by the portal that was asked, or else by the first that the target tells', async () => {
    const both = new Neighbourhood({ drive: { 0: TAPE } }, ['192.168.0.9', '10.0.0.1']);
    await open(both, portal);
    expect(both.portals).toEqual(['10.0.0.1']);
    const elsewhere = new Neighbourhood({ drive: { 0: TAPE } }, ['192.168.0.9']);
    expect((await open(elsewhere, portal)).address.endpoint).toMatchObject({ address: '192.168.0.9' });
  });

  it('may be there although it is not listed, and not be there although it is', async () => {
    const around = new Neighbourhood({ drive: { 0: TAPE, 1: -1 } });
    expect((await open(around, `${portal}/${name('drive')}`)).address).toMatchObject({ lun: 0 });
  });

  it('is asked alone where it is named, with the patience that all commands have', async () => {
    const around = new Neighbourhood(lab);
    const address = parseDeviceAddress(`${portal}/${name('library')}/3`);
    await openDevice(around, address, { wanted: 'tape', clock: new ManualClock(), patienceMs: 20 });
    expect(around.asked.map(({ cdb, lun, timeoutMs }) => [cdb[0], lun, timeoutMs])).toEqual([[0x12, 3, 20]]);
  });

  it('is LUN 0 where the target is too old to list any', async () => {
    const around = new Neighbourhood({ drive: { 0: TAPE } });
    around.knowsNoReportLuns = true;
    expect((await open(around, portal)).address).toMatchObject({ lun: 0 });
  });
});

/**
 * A real Linux host (stock Debian kernel, open-iscsi) against everything of iSCSI that an operator can configure or break: CHAP both ways,
 * digests both ways, access lists, redirection, logout and reset in the middle of a backup, a server that dies under it, and the Asynchronous
 * Messages that open-iscsi obeys. The guest is logged in to one target at a time, so its drive is always /dev/nst0.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hostAddress, type LinuxGuest } from './linux-guest/guest.ts';
import { LinuxLab } from './linux-lab.ts';
import { freePort, TapelabServer } from './tapelab.ts';

const guestName = 'iqn.1993-08.org.debian:01:tapelab-guest';
const target = (name: string): string => `iqn.2026-11.local.tapelab:${name}`;
const guestSecret = 'guest-secret-1';
const tapeSecret = 'tape-secret-22';

const configuration = (otherPort: number): string => `
drives:
  drive0: { model: lto-8, serial: LINUX00000, cartridge: LNX000L8 }
  drive1: { model: lto-8, serial: LINUX00001, cartridge: LNX001L8 }
  drive2: { model: lto-8, serial: LINUX00002, cartridge: LNX002L8 }
  drive3: { model: lto-8, serial: LINUX00003, cartridge: LNX003L8 }
  drive4: { model: lto-8, serial: LINUX00004 }
  drive5: { model: lto-8, serial: LINUX00005 }
targets:
  ${target('open')}:
    luns: { 0: drive0 }
  ${target('chap')}:
    luns: { 0: drive1 }
    access: [{ initiators: "${guestName}", chap: { name: guest, secret: ${guestSecret} } }]
    chap: { name: tape, secret: ${tapeSecret} }
  ${target('masked')}:
    luns: { 0: drive2, 1: drive3 }
    access: [{ initiators: "iqn.1993-08.org.debian:*", luns: [1] }]
  ${target('closed')}:
    luns: { 0: drive4 }
    access: [{ initiators: "iqn.1991-05.com.microsoft:*" }]
  ${target('moved')}:
    luns: { 0: drive5 }
    redirect: { to: "${hostAddress}:${otherPort}" }
`;
const configurationElsewhere = `
drives:
  drive5: { model: lto-8, serial: LINUX00005, cartridge: LNX005L8 }
targets:
  ${target('moved')}:
    luns: { 0: drive5 }
`;

/** What the guest's kernel says when its connection breaks or its host is told to go: that is what these tests are about. */
const connectionTrouble = [
  /^connection\d+:0: /,
  /^session\d+: /,
  /^st \d+:0:0:\d+: /,
  /^sd? ?\d+:0:0:\d+: /,
  /^scsi \d+:0:0:\d+: /,
  /^iscsi: /,
  /^sg_write|^sg \d+/,
];
let expectedMessages: readonly RegExp[] = [];

let lab: LinuxLab;
let guest: LinuxGuest;
let elsewhere: TapelabServer;
let portal: string;

beforeAll(async () => {
  const otherPort = await freePort();
  const barcodes = ['LNX000L8', 'LNX001L8', 'LNX002L8', 'LNX003L8'];
  lab = await LinuxLab.start({ configuration: configuration(otherPort), barcodes });
  guest = lab.guest;
  portal = `${hostAddress}:${lab.server.port}`;
  elsewhere = await TapelabServer.start({
    home: `${lab.directory.path}/elsewhere`,
    port: otherPort,
    advertise: hostAddress,
    configuration: configurationElsewhere,
    barcodes: ['LNX005L8'],
  });
  await guest.run('dmesg --clear');
});

afterAll(async () => {
  await elsewhere?.stop();
  await lab?.stop();
});

afterEach(async () => {
  await guest.attempt('iscsiadm -m node --logoutall=all; iscsiadm -m node -o delete; rm -rf /tmp/*');
  const expected = expectedMessages;
  expectedMessages = [];
  expect(await lab.complaints(expected)).toEqual([]);
});

type Settings = Readonly<Record<string, string>>;

/** A node record made by discovery, with settings of open-iscsi's. */
async function record(name: string, settings: Settings = {}): Promise<void> {
  const node = `iscsiadm -m node -T ${target(name)} -p ${portal}`;
  const updates = Object.entries(settings).map(([key, value]) => `${node} -o update -n '${key}' -v '${value}'`);
  await guest.run([`iscsiadm -m discovery -t sendtargets -p ${portal} >/dev/null`, ...updates].join('\n'));
}

const login = (name: string) => guest.attempt(`iscsiadm -m node -T ${target(name)} -p ${portal} --login`);
const awaitDrive = () => guest.run('until [ -e $TAPE ] && mt rewind 2>/dev/null; do sleep 0.2; done', 60);

async function logInTo(name: string, settings: Settings = {}): Promise<void> {
  await record(name, settings);
  expect(await login(name)).toMatchObject({ exitCode: 0, output: expect.stringContaining('successful') });
  await awaitDrive();
}

/** A backup out and back, identical. */
async function expectBackupToWork(): Promise<void> {
  await guest.run('mt rewind; tar -b 128 -C / -cf $TAPE usr/sbin etc; mt rewind; tar -b 128 -C / -df $TAPE', 300);
}

const chap = (secret = guestSecret, more: Settings = {}): Settings => ({
  'node.session.auth.authmethod': 'CHAP',
  'node.session.auth.username': 'guest',
  'node.session.auth.password': secret,
  ...more,
});
const mutual = (secret = tapeSecret): Settings => ({
  'node.session.auth.username_in': 'tape',
  'node.session.auth.password_in': secret,
});
/** iscsiadm's ISCSI_ERR_LOGIN_AUTH_FAILED. */
const authenticationFailed = 24;

describe('CHAP', () => {
  it('lets the guest in with its secret', async () => {
    await logInTo('chap', chap());
    await expectBackupToWork();
  });

  it('lets both sides prove themselves', async () => {
    await logInTo('chap', chap(guestSecret, mutual()));
    await guest.run('mt status');
  });

  it.each(['MD5', 'SHA1', 'SHA256', 'SHA3-256'])('computes with %s', async (algorithm) => {
    await logInTo('chap', chap(guestSecret, { ...mutual(), 'node.session.auth.chap_algs': algorithm }));
  });

  it.each<[string, Settings]>([
    ['without a secret', {}],
    ['with another secret', chap('guest-secret-2')],
    ['with another name', chap(guestSecret, { 'node.session.auth.username': 'host' })],
  ])('keeps it out %s', async (_how, settings) => {
    expectedMessages = connectionTrouble;
    await record('chap', settings);
    expect(await login('chap')).toMatchObject({ exitCode: authenticationFailed });
    expect(lab.server.output).not.toContain(guestSecret);
  });

  it('lets the guest refuse a target that does not know its own secret', async () => {
    expectedMessages = connectionTrouble;
    await record('chap', chap(guestSecret, mutual('another-secret')));
    expect((await login('chap')).exitCode).not.toBe(0);
  });
});

describe('digests', () => {
  it.each([
    ['CRC32C', 'None'],
    ['None', 'CRC32C'],
    ['CRC32C', 'CRC32C'],
    ['None,CRC32C', 'CRC32C,None'],
  ])('of headers %s and of data %s carry a backup', async (header, data) => {
    await logInTo('open', { 'node.conn[0].iscsi.HeaderDigest': header, 'node.conn[0].iscsi.DataDigest': data });
    const negotiated = await guest.run('iscsiadm -m session -P 2');
    expect(negotiated).toContain(`HeaderDigest: ${header.split(',')[0]}`);
    expect(negotiated).toContain(`DataDigest: ${data.split(',')[0]}`);
    await expectBackupToWork();
  });
});

describe('who may come in', () => {
  it('does not hear of a target that is not for it, and cannot log in to it', async () => {
    expectedMessages = connectionTrouble;
    const found = await guest.run(`iscsiadm -m discovery -t sendtargets -p ${portal}`);
    expect(found).toContain(target('masked'));
    expect(found).not.toContain(target('closed'));
    await guest.run(`iscsiadm -m node -T ${target('closed')} -p ${portal} -o new`);
    expect(await login('closed')).toMatchObject({ exitCode: authenticationFailed });
  });

  it('finds the logical units that it is shown, though LUN 0 is none of them', async () => {
    await record('masked');
    expect((await login('masked')).exitCode).toBe(0);
    await awaitDrive();
    const devices = (await guest.run('lsscsi')).split('\n');
    expect(devices).toEqual([expect.stringMatching(/^\[\d+:0:0:1]\s+tape/)]);
    await expectBackupToWork();
  });

  it('follows a target that has moved', async () => {
    await logInTo('moved');
    expect(await guest.run('iscsiadm -m session -P 1')).toContain(`Current Portal: ${hostAddress}:${elsewhere.port}`);
    await expectBackupToWork();
  });
});

describe('in the middle of a backup', () => {
  /** A backup in the background, which has begun to write. */
  async function beginBackup(): Promise<void> {
    await guest.run(
      'mt rewind; { code=0; tar -b 128 -C / -cf $TAPE usr/bin usr/sbin usr/share >/tmp/tar.log 2>&1 || code=$?; echo $code >/tmp/tar.exit; } </dev/null >/dev/null 2>&1 &',
    );
    for (let position = 0; position < 20; ) {
      const { drives } = JSON.parse(await lab.verb('status', '--json')) as { drives: { name: string; position?: number }[] };
      position = drives.find(({ name }) => name === 'drive0')?.position ?? 0;
    }
  }
  const endOfBackup = () => guest.run('until [ -s /tmp/tar.exit ]; do sleep 0.2; done; cat /tmp/tar.exit /tmp/tar.log', 200);

  beforeEach(async () => {
    expectedMessages = connectionTrouble;
    await logInTo('open', { 'node.session.timeo.replacement_timeout': '60' });
  });

  it('logs out: the backup fails, and the next one does not', async () => {
    await beginBackup();
    await guest.attempt(`iscsiadm -m node -T ${target('open')} -p ${portal} --logout`);
    expect(await endOfBackup()).toMatch(/^2\n/);
    await guest.run('while pgrep -x tar; do sleep 0.2; done');
    expect((await login('open')).exitCode).toBe(0);
    await awaitDrive();
    await expectBackupToWork();
  });

  it.each([
    ['device', '--device'],
    ['target', '--target'],
  ])('resets the %s: the backup fails, for nobody knows where the tape stands, and the next one does not', async (_what, option) => {
    await beginBackup();
    await guest.run(`sg_reset ${option} /dev/sg0`, 60);
    expect(await endOfBackup()).toMatch(/^2\n/);
    await expectBackupToWork();
  });

  it('resets the bus: there is none, open-iscsi says so, and the backup goes on', async () => {
    await beginBackup();
    expect((await guest.attempt('sg_reset --no-esc --bus /dev/sg0', 60)).exitCode).not.toBe(0);
    expect(await endOfBackup()).toBe('0');
    await guest.run('mt rewind; tar -b 128 -C / -df $TAPE', 300);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'the server ends by %s: the session recovers, the backup fails as it must, the next one works',
    async (signal) => {
      await beginBackup();
      await lab.restart(signal);
      expect(await endOfBackup()).toMatch(/^2\n[\s\S]*Input\/output error/);
      expect(await guest.run('iscsiadm -m session')).toContain(target('open'));
      await lab.verb('drive', 'eject', 'drive0');
      await lab.verb('cartridge', 'check', 'LNX000L8');
      await lab.verb('drive', 'load', 'drive0', 'LNX000L8');
      await awaitDrive();
      await expectBackupToWork();
    },
  );

  it('the cable is pulled: the session comes back, and tells of the nexus that was lost', async () => {
    await beginBackup();
    await lab.verb('session', 'end', String(await tsih()));
    expect(await endOfBackup()).toMatch(/^2\n/);
    await awaitDrive();
    await expectBackupToWork();
  });
});

const tsih = async (): Promise<number> => {
  const sessions = JSON.parse(await lab.verb('session', 'list', '--json')) as { tsih: number; type: string }[];
  return sessions.find(({ type }) => type === 'normal')!.tsih;
};

describe('Asynchronous Messages', () => {
  beforeEach(async () => {
    expectedMessages = connectionTrouble;
    await logInTo('open');
  });

  it.each(['connection-dropped', 'all-connections-dropped', 'negotiation-request', 'task-termination'])(
    '%s, and nothing follows: the drive is there, whatever the host makes of it',
    async (event) => {
      await lab.verb('session', 'notify', String(await tsih()), event);
      await guest.run('sleep 2', 10);
      await awaitDrive();
      await expectBackupToWork();
    },
  );

  it('all connections are dropped as announced: the host comes back in a new session', async () => {
    const before = await tsih();
    await lab.verb('session', 'end', String(before), '--announce');
    await awaitDrive();
    expect(await tsih()).not.toBe(before);
  });

  it('logout-request: the host leaves in time, or is cut off, and its drive works again when it is back', async () => {
    const before = await tsih();
    await lab.verb('session', 'logout', String(before), '--within', '5s');
    await guest.run('sleep 6', 20);
    expect((await lab.verb('session', 'list', '--json')).includes(`"tsih": ${before},`)).toBe(false);
    await guest.attempt(`iscsiadm -m node -T ${target('open')} -p ${portal} --login`);
    await awaitDrive();
  });

  it('scsi-event: the host takes note and stays', async () => {
    const before = await tsih();
    await lab.verb(
      'session',
      'notify',
      String(before),
      'scsi-event',
      '--lun',
      '0',
      '--sense',
      '70000600000000 0a 00000000 3f0e 00000000 00'.replaceAll(' ', ''),
    );
    await guest.run('mt status');
    expect(await tsih()).toBe(before);
  });
});

/**
 * A real Linux host (stock Debian kernel with ch, mtx, loaderinfo, sg3-utils, tar, Bacula's btape) against a library: first the demo by the banner's
 * lines alone, then everything a backup operator does with a changer, and two hosts that want it at once.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hostAddress, type LinuxGuest } from './linux-guest/guest.ts';
import { LinuxLab } from './linux-lab.ts';

/** st and sg say when a command is refused, a device goes or another cartridge is in the drive: these tests are about that. */
const refusals = [/^st \d+:0:0:\d+: /, /^scsi \d+:0:0:\d+: /, /^sg \d+/, /^ch \d+:0:0:\d+: /, /^connection\d+:0: /, /^session\d+: /];

let lab: LinuxLab;
let guest: LinuxGuest;

beforeAll(async () => {
  lab = await LinuxLab.start();
  guest = lab.guest;
  await guest.run('dmesg --clear');
});
afterAll(() => lab?.stop());
afterEach(async () => {
  expect(await lab.complaints(refusals)).toEqual([]);
  await run(`for drive in 0 1; do
    slot=$(mtx status | sed -n "s/^Data Transfer Element $drive:Full (Storage Element \\([0-9]*\\) Loaded.*/\\1/p")
    [ -z "$slot" ] || mtx unload $slot $drive
  done`);
});

/** The server is there again when the changer answers. */
const sign = `sg_turs $(lsscsi -g | awk '$2 == "mediumx" { print $NF; exit }')`;

/** The changer's generic device, and the tape devices of the library's drives in their order. */
const find = `export CHANGER=$(lsscsi -g | awk '$2 == "mediumx" { print $NF; exit }')
tapes() { lsscsi | awk '$2 == "tape" { print $NF }' | sort; }
SG1=$(lsscsi -g | awk '$2 == "tape" { print $NF; exit }')
TAPE1=$(tapes | sed -n 1p | sed s/st/nst/) TAPE2=$(tapes | sed -n 2p | sed s/st/nst/)
mtx() { command mtx -f $CHANGER "$@"; }
`;
const run = (script: string, seconds?: number) => guest.run(`${find}${script}`, seconds);
const attempt = (script: string, seconds?: number) => guest.attempt(`${find}${script}`, seconds);
/** The kernel looks for units behind the login's back, so the changer's name is asked for once it has one. */
const devicesAreThere = async () => {
  await guest.run('until lsscsi -g | grep -q mediumx; do sleep 0.3; done', 60);
  await run('until [ $(tapes | wc -l) = 2 ] && mtx status >/dev/null 2>&1; do sleep 0.3; done', 60);
};

const slotsOf = (status: string): Map<number, string> =>
  new Map(
    [...status.matchAll(/Storage Element (\d+)(?: IMPORT\/EXPORT)?:Full :VolumeTag=(\S+)/g)].map(([, slot, tag]) => [Number(slot), tag!]),
  );
const inDrive = (status: string, drive: number): string | undefined =>
  new RegExp(`Data Transfer Element ${drive}:Full \\(Storage Element \\d+ Loaded\\):VolumeTag = (\\S+)`).exec(status)?.[1];

describe('the demo, by the lines of the banner alone', () => {
  it('shows the library', async () => {
    await guest.run(`${lab.bannerLines(/discovery/)}\n${lab.bannerLines(/--login/)}`);
    await devicesAreThere();
    const status = await guest.run(lab.bannerLines(/^export CHANGER|^mtx .* status$/));
    expect(status).toMatch(/Storage Changer \S+:2 Drives, 28 Slots \( 4 Import\/Export \)/);
    expect([...slotsOf(status)]).toEqual([
      ...Array.from({ length: 10 }, (_, index) => [index + 1, `LAB0${String(index + 1).padStart(2, '0')}L8`]),
      [24, 'CLN001L1'],
    ]);
  });

  it('loads, writes and unloads, and has it all after the server was killed', async () => {
    await guest.run(lab.bannerLines(/^(export|mtx .* load|mt -f|tar)/), 300);
    expect(inDrive(await run('mtx status'), 0)).toBe('LAB001L8');
    await run('tar -b 128 -C / -cf /tmp/written usr/share/doc; mt -f $TAPE1 rewind; dd if=/tmp/written of=$TAPE1 bs=64k 2>/dev/null', 300);
    const sum = (await run('sha256sum </tmp/written; rm /tmp/written')).trim();
    await guest.run(lab.bannerLines(/^export CHANGER|^mtx .* unload/));
    await lab.restart('SIGKILL', { sign });
    const status = await run('mtx status');
    expect(slotsOf(status).get(1)).toBe('LAB001L8');
    expect(slotsOf(status).size).toBe(11);
    await run('mtx load 1 0');
    expect(await run('mt -f $TAPE1 rewind; dd if=$TAPE1 bs=64k 2>/dev/null | sha256sum', 300)).toBe(sum);
    await run('mtx unload 1 0');
  });

  it('finds a loaded cartridge in its drive after the server was killed', async () => {
    await run('mtx load 2 1');
    await lab.restart('SIGKILL', { sign });
    expect(inDrive(await run('mtx status'), 1)).toBe('LAB002L8');
    await run('until mt -f $TAPE2 rewind; do sleep 0.3; done; mtx unload 2 1', 60);
  });
});

describe('mtx', () => {
  it('inquires, inventories, loads, transfers and positions', async () => {
    expect(await run('mtx inquiry')).toMatch(/Product Type: Medium Changer/);
    await run('mtx inventory');
    await run('mtx transfer 3 25');
    expect(slotsOf(await run('mtx status')).get(25)).toBe('LAB003L8');
    await run('mtx transfer 25 3');
    await run('mtx load 3 0; mtx load 4 1');
    const both = await run('mtx status');
    expect([inDrive(both, 0), inDrive(both, 1)]).toEqual(['LAB003L8', 'LAB004L8']);
    await run('mtx unload 3 0; mtx unload 4 1');
    await run('mtx position 7');
  });

  it('goes through the cartridges one by one', async () => {
    await run('mtx first 0');
    expect(inDrive(await run('mtx status'), 0)).toBe('LAB001L8');
    await run('mtx next 0');
    expect(inDrive(await run('mtx status'), 0)).toBe('LAB002L8');
    await run('mtx previous 0');
    expect(inDrive(await run('mtx status'), 0)).toBe('LAB001L8');
    await run('mtx last 0');
    expect(inDrive(await run('mtx status'), 0)).toBe('CLN001L1');
    await run('mtx unload 24 0');
  });

  it('is told what cannot be done, and nothing has moved', async () => {
    const before = await run('mtx status');
    // mtx itself knows of full and empty elements; the changer is asked past it.
    for (const [cdb, sense] of [
      [`a5 00 00 00 ${await address('storage', 11)} ${await address('storage', 12)} 00 00 00 00`, /Medium source element empty/i],
      [`a5 00 00 00 ${await address('storage', 1)} ${await address('storage', 2)} 00 00 00 00`, /Medium destination element full/i],
      [`a5 00 00 00 ${await address('storage', 1)} ff ff 00 00 00 00`, /Invalid element address/i],
    ] as const) {
      const { exitCode, output } = await attempt(`sg_raw -v $CHANGER ${cdb}`);
      expect(exitCode).not.toBe(0);
      expect(output).toMatch(sense);
    }
    expect(await run('mtx status')).toBe(before);
  });

  it('does not get a cartridge that a host keeps in its drive', async () => {
    await run('mtx load 1 0; until sg_turs $SG1; do :; done; sg_prevent --prevent=1 $SG1');
    const { exitCode, output } = await attempt('mtx unload 1 0');
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/Code = 53[\s\S]*Qualifier = 02/);
    expect(inDrive(await run('mtx status'), 0)).toBe('LAB001L8');
    await run('sg_prevent --allow $SG1; mtx unload 1 0');
  });
});

/** The two bytes of an element's address, as sg_raw takes them. */
async function address(type: string, number: number): Promise<string> {
  const shown = JSON.parse(await lab.verb('library', 'show', '--json')) as {
    elements: { type: string; number: number; address: number }[];
  };
  const found = shown.elements.find((element) => element.type === type && element.number === number)!;
  return found.address
    .toString(16)
    .padStart(4, '0')
    .replace(/(..)(..)/, '$1 $2');
}

describe('the kernel’s own changer driver', () => {
  it('has taken the changer, and moves cartridges', async () => {
    expect(await run('ls /dev/sch0; cat /sys/class/scsi_changer/sch0/device/type')).toContain('8');
    const parameters = `perl -e 'open(my $ch, "<", "/dev/sch0") or die; my $b = "\\0" x 20; ioctl($ch, 0x80146306, $b) or die "CHIOGPARAMS $!"; print join(" ", unpack("i5", $b))'`;
    expect(await run(parameters)).toBe('0 1 24 4 2');
    const move = (...words: number[]) =>
      `perl -e 'open(my $ch, "+<", "/dev/sch0") or die; my $b = pack("i5", ${words.join(', ')}); ioctl($ch, 0x40146301, $b) or die "CHIOMOVE $!"'`;
    // Types as the driver counts them: 0 transport, 1 storage, 2 import/export, 3 drive; units from 0.
    await run(move(1, 0, 3, 0, 0));
    expect(inDrive(await run('mtx status'), 0)).toBe('LAB001L8');
    const element = `perl -e 'open(my $ch, "<", "/dev/sch0") or die; my $b = pack("i2 x100", 3, 0); ioctl($ch, 0x406c6310, $b) or die "CHIOGELEM $!"; my @f = unpack("i8 A36", $b); print "$f[2] $f[4] $f[5] $f[8]"'`;
    expect(await run(element)).toMatch(/^\d+ 1 0 LAB001L8/);
    await run(move(3, 0, 1, 0, 0));
    expect(slotsOf(await run('mtx status')).get(1)).toBe('LAB001L8');
  });
});

describe('sg3-utils, loaderinfo and tapeinfo', () => {
  it('read every page of the changer', async () => {
    const pages = (await run('sg_vpd --page=sv --raw $CHANGER | od -An -v -tx1')).trim().split(/\s+/).slice(4);
    expect(pages).toEqual(expect.arrayContaining(['00', '80', '83']));
    for (const page of pages) await run(`sg_vpd --page=0x${page} $CHANGER`);
    const modes = (await run('sg_modes -a $CHANGER')).toLowerCase();
    for (const name of ['element address assignment', 'transport geometry', 'device capabilities']) expect(modes).toContain(name);
    await run('sg_logs -a $CHANGER; sg_turs $CHANGER; sg_requests $CHANGER; sg_inq $CHANGER; sg_luns $CHANGER');
  });

  it('know the library', async () => {
    const library = await run('loaderinfo -f $CHANGER');
    expect(library).toMatch(/Number of Storage Elements: 24/);
    expect(library).toMatch(/Number of Import\/Export Elements: 4/);
    expect(library).toMatch(/Bar Code Reader: Yes/);
    expect(await run('tapeinfo -f $SG1')).toMatch(/Product Type: Tape Drive/);
  });

  it('are shown the identity of a drive that the drive itself tells', async () => {
    const drive = await address('dataTransfer', 1);
    const status = await run(`sg_raw -r 512 -b $CHANGER b8 14 ${drive} 00 01 01 00 02 00 00 00 | od -An -v -tx1 | tr -d ' \\n'`);
    const identification = await run("sg_vpd --page=0x83 --raw $SG1 | od -An -v -tx1 | tr -d ' \\n'");
    // The first designation descriptor: its header has the length in the fourth byte.
    const length = Number.parseInt(identification.slice(14, 16), 16);
    expect(status).toContain(identification.slice(16, 16 + 2 * length));
  });
});

describe('operator and hosts', () => {
  it('meet at the mail slot', async () => {
    await lab.verb('cartridge', 'create', 'NEW001L8', '--capacity', '64MiB');
    await lab.verb('library', 'mailslot', 'insert', 'NEW001L8');
    expect(slotsOf(await run('mtx status')).get(25)).toBe('NEW001L8');
    await run('mtx transfer 25 11; mtx transfer 1 26');
    await lab.verb('library', 'mailslot', 'take', 'LAB001L8');
    expect(slotsOf(await run('mtx status')).get(1)).toBeUndefined();
    await lab.verb('library', 'mailslot', 'insert', 'LAB001L8');
    await run('mtx transfer 25 1; mtx transfer 11 25');
    await lab.verb('library', 'mailslot', 'take', 'NEW001L8');
  });

  it('see a door that stands open', async () => {
    await lab.verb('library', 'door', 'open');
    expect((await attempt('sg_turs -v $CHANGER; mtx load 1 0')).exitCode).not.toBe(0);
    await lab.verb('library', 'door', 'close');
    await run('until sg_turs $CHANGER; do sleep 0.2; done; mtx load 1 0; mtx unload 1 0', 30);
  });
});

describe('backups over several cartridges', () => {
  it('go to three that mtx changes, and come back identical', async () => {
    const small = ['SML001L8', 'SML002L8', 'SML003L8', 'SML004L8'];
    await lab.verb('cartridge', 'create', ...small, '--capacity', '16MiB', '--early-warning', '1MiB', '--into', 'library');
    const slots = slotsOf(await run('mtx status'));
    const numbers = small.map((barcode) => [...slots].find(([, tag]) => tag === barcode)![0]);
    const change = `cat >/tmp/change <<'EOF'
#!/bin/bash
# What is in the drive goes back; the next of the list comes in.
set -e
read -r now <${'$'}COUNTER
slots=(${numbers.join(' ')})
mtx -f ${'$'}CHANGER unload ${'$'}{slots[now]} 0
mtx -f ${'$'}CHANGER load ${'$'}{slots[now + 1]} 0
echo $((now + 1)) >${'$'}COUNTER
EOF
chmod +x /tmp/change; export COUNTER=/tmp/counter; echo 0 >$COUNTER
`;
    await run(
      'mkdir -p /tmp/data; for n in 1 2 3 4 5 6 7 8; do head -c 5M /dev/urandom >/tmp/data/$n; done; cd /tmp/data; sha256sum * >/tmp/sums',
    );
    const written = await run(
      `${change}mtx load ${numbers[0]} 0; mt -f $TAPE1 rewind; tar -b 128 -M -F /tmp/change -C /tmp -cf $TAPE1 data; cat $COUNTER`,
      300,
    );
    expect(written.split('\n').at(-1)).toBe('2');
    await run(`mtx unload ${numbers[2]} 0`);
    await run(
      `${change}mkdir -p /tmp/back; mtx load ${numbers[0]} 0; mt -f $TAPE1 rewind; tar -b 128 -M -F /tmp/change -C /tmp/back -xf $TAPE1; cd /tmp/back/data; sha256sum -c /tmp/sums`,
      300,
    );
    await run(`mtx unload ${numbers[2]} 0; rm -rf /tmp/data /tmp/back`);
  });

  it("pass Bacula's test of an autochanger", async () => {
    await run(
      'ln -sf $CHANGER /dev/changer; ln -sf $TAPE1 /dev/changer-drive; mtx load 1 0; mt -f $TAPE1 rewind; mt -f $TAPE1 weof; mt -f $TAPE1 rewind',
    );
    const output = await run("printf 'autochanger\\ny\\nquit\\n' | btape LibraryDrive", 300);
    expect(output).toContain('The test autochanger worked!!');
    await run('mtx unload 1 0 || true');
  });
});

describe('two hosts that want one library', () => {
  let second = '';

  beforeAll(async () => {
    const target = lab.bannerLines(/--login/).match(/-T (\S+)/)![1]!;
    const portal = `${hostAddress}:${lab.server.port}`;
    await guest.run(
      `iscsiadm -m iface -I other -o new
      iscsiadm -m iface -I other -o update -n iface.initiatorname -v iqn.1993-08.org.debian:01:other
      iscsiadm -m iface -I other -o update -n iface.transport_name -v tcp
      iscsiadm -m node -T ${target} -p ${portal} -I other -o new
      iscsiadm -m node -T ${target} -p ${portal} -I other --login
      until [ $(lsscsi -g | grep -c mediumx) = 2 ]; do sleep 0.2; done`,
      60,
    );
    second = await guest.run(`lsscsi -g | awk '$2 == "mediumx" { print $NF }' | tail -n 1`);
    await run(`until sg_turs ${second}; do sleep 0.2; done`, 30);
  });
  afterAll(async () => {
    await guest.attempt('iscsiadm -m node --logoutall=all; iscsiadm -m node -I other -o delete; iscsiadm -m iface -I other -o delete');
  });

  const conflict = 24;
  it('keep each other out by RESERVE', async () => {
    await run('sg_raw $CHANGER 16 00 00 00 00 00');
    expect(await attempt(`sg_raw ${second} 16 00 00 00 00 00`)).toMatchObject({ exitCode: conflict });
    expect((await attempt(`command mtx -f ${second} load 1 0`)).exitCode).not.toBe(0);
    await run('mtx load 1 0; mtx unload 1 0; sg_raw $CHANGER 17 00 00 00 00 00');
    await run(`command mtx -f ${second} load 1 0; command mtx -f ${second} unload 1 0`);
  });

  it('keep each other out by PERSISTENT RESERVE', async () => {
    const persist = (words: string, device = '$CHANGER') =>
      run(`sg_turs ${device} >/dev/null 2>&1 || true; sg_persist --no-inquiry ${words} ${device}`);
    await persist('--out --register --param-sark=0xaa');
    await persist('--out --register --param-sark=0xbb', second);
    await persist('--out --reserve --param-rk=0xaa --prout-type=1');
    expect((await attempt(`command mtx -f ${second} load 1 0`)).exitCode).not.toBe(0);
    await run('mtx load 1 0');
    await persist('--out --preempt --param-rk=0xbb --param-sark=0xaa --prout-type=1', second);
    await run(`command mtx -f ${second} unload 1 0`);
    await persist('--out --clear --param-rk=0xbb', second);
  });
});

describe('a changer with every command there is', () => {
  beforeAll(async () => {
    await lab.reconfigure((text) => text.replace('model: ibm-3573-tl', 'model: generic-library'));
    await guest.run(`${lab.bannerLines(/discovery/)}\n${lab.bannerLines(/--login/)}`);
    await devicesAreThere();
  });

  it('tells them to sg3-utils', async () => {
    const commands = await run('sg_opcodes $CHANGER');
    for (const name of ['Move medium', 'Exchange medium', 'Read element status', 'Initialize element status', 'Position to element'])
      expect(commands.toLowerCase()).toContain(name.toLowerCase());
    expect(await run('sg_timestamp $CHANGER')).not.toBe('');
  });

  it('exchanges cartridges, by mtx and by the kernel’s driver', async () => {
    const before = await run('mtx status');
    await run('mtx exchange 5 6');
    const exchanged = slotsOf(await run('mtx status'));
    expect([exchanged.get(5), exchanged.get(6)]).toEqual(['LAB006L8', 'LAB005L8']);
    await run(
      `perl -e 'open(my $ch, "+<", "/dev/sch0") or die; my $b = pack("i7", 1, 4, 1, 5, 1, 4, 0); ioctl($ch, 0x401c6302, $b) or die "CHIOEXCHANGE $!"'`,
    );
    expect(await run('mtx status')).toBe(before);
  });
});

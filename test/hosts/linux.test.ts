/**
 * A real Linux host (stock Debian kernel, open-iscsi, st, mt, tar, sg3-utils, Bacula's btape) against the built command: everything that
 * the drive is for, as a backup operator does it. The guest stays up for the whole file; each test begins at a rewound tape and fails
 * also when the guest's kernel complained during it.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fieldValues, offendingFrames } from './capture.ts';
import { hostAddress, type LinuxGuest } from './linux-guest/guest.ts';
import { LinuxLab } from './linux-lab.ts';
import { oneDrive } from './tapelab.ts';

/** What is backed up: real directories of the guest, 80 MB with many small files, links and a few large ones. */
const tree = 'usr/bin usr/sbin usr/share';
const KiB = 1024;
const MiB = 1024 * KiB;
const smallCapacity = 64 * MiB;
const earlyWarning = 4 * MiB;

const connectionLost = /^connection\d+:0: detected conn error \(\d+\)$/;
const closingFilemarkRefused = /^st \d+:0:0:0: \[st0] Error on write filemark\.$/;
let expectedMessages: RegExp[] = [];

let lab: LinuxLab;
let guest: LinuxGuest;

beforeAll(async () => {
  lab = await LinuxLab.start(oneDrive.furniture);
  guest = lab.guest;
  await guest.run('dmesg --clear');
});

afterAll(() => lab?.stop());

afterEach(async () => {
  const expected = expectedMessages;
  expectedMessages = [];
  expect(await lab.complaints(expected)).toEqual([]);
});

/** The digest of a directory tree's files, names and contents. */
const digestOfTree = (root: string) => guest.run(`cd ${root}; find ${tree} -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum`);

/** Reads the archive at the tape's position into an empty directory, and compares it with what was written. */
async function expectTreeOnTape(tarOptions: string): Promise<void> {
  await guest.run(`rm -rf /tmp/back; mkdir /tmp/back; tar ${tarOptions} -xpf $TAPE -C /tmp/back`, 300);
  expect(await digestOfTree('/tmp/back')).toBe(await digestOfTree('/'));
  await guest.run('rm -rf /tmp/back');
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let attempts = 0; !(await holds()); attempts += 1) {
    if (attempts === 120) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

describe("the banner's own lines", () => {
  it('find the target and log in', async () => {
    expect(await guest.run(lab.bannerLines(/discovery/))).toBe(`${hostAddress}:${lab.server.port},1 ${oneDrive.target}`);
    expect(await guest.run(lab.bannerLines(/--login/))).toContain('successful');
    await guest.run('until [ -e $TAPE ]; do sleep 0.2; done', 30);
    expect(await guest.run('iscsiadm -m session')).toContain(`${hostAddress}:${lab.server.port},1 ${oneDrive.target}`);
  });

  it('write a backup and list it', async () => {
    const output = await guest.run(lab.bannerLines(/\b(mt|tar) /));
    expect(output).toContain('ONLINE');
    expect(output).toContain('etc/debian_version');
    await guest.run('mt rewind');
  });
});

describe('a drive that is logged in to', () => {
  it('sees one LTO-8 drive with a generic device', async () => {
    const lines = (await guest.run('lsscsi --generic')).split('\n');
    expect(lines).toEqual([expect.stringMatching(/^\[\d+:0:0:0]\s+tape\s+IBM\s+ULT3580-TD8\s+\S+\s+\/dev\/st0\s+\/dev\/sg0\s*$/)]);
  });

  it('is told the state of the drive and its cartridge', async () => {
    const { text, file, block, flags } = await lab.status();
    expect({ file, block, flags }).toEqual({ file: 0, block: 0, flags: ['BOT', 'ONLINE', 'IM_REP_EN'] });
    expect(text).toContain('Tape block size 0 bytes. Density code 0x5e');
  });
});

describe('a drive with a large cartridge', () => {
  beforeEach(async () => {
    await guest.run('mt rewind; mt setblk 0');
  });

  it('takes a directory tree in 64 KiB variable blocks and gives it back identical', async () => {
    await guest.run(`tar -b 128 -C / -cf $TAPE ${tree}`, 300);
    expect(await lab.status()).toMatchObject({ file: 1, block: 0, flags: expect.arrayContaining(['EOF']) });
    await guest.run('mt rewind');
    await expectTreeOnTape('-b 128');
  });

  it('takes a directory tree in 512-byte fixed blocks and gives it back identical', async () => {
    await guest.run('mt setblk 512');
    expect((await lab.status()).text).toContain('Tape block size 512 bytes.');
    await guest.run(`tar -b 128 -C / -cf $TAPE ${tree}`, 300);
    const blocks = (await lab.tell()) - 1;
    await guest.run('mt rewind');
    await expectTreeOnTape('-b 128');
    const size = await guest.run(`mt rewind; dd if=$TAPE bs=64k status=none | wc -c`, 300);
    expect(Number(size)).toBe(blocks * 512);
  });

  it('keeps three archives apart with filemarks, and finds each again', async () => {
    const archives = ['etc', 'usr/sbin', 'usr/bin'];
    const starts: number[] = [];
    for (const archive of archives) {
      starts.push(await lab.tell());
      await guest.run(`tar -b 20 -C / -cf $TAPE ${archive}`);
    }
    const end = await lab.tell();
    const first = async () => (await guest.run('tar -b 20 -tf $TAPE | sed -n 1p')).replace(/\/$/, '');
    const expectAt = async (file: number) => {
      expect(await lab.status()).toMatchObject({ file, block: 0 });
      expect(await lab.tell()).toBe(starts[file] ?? end);
      if (file < archives.length) expect(await first()).toBe(archives[file]);
    };

    await guest.run('mt rewind');
    await expectAt(0);
    await guest.run('mt rewind; mt fsf 1');
    await expectAt(1);
    await guest.run('mt rewind; mt fsf 2');
    await expectAt(2);
    await guest.run('mt eod');
    expect(await lab.status()).toMatchObject({ file: 3, flags: expect.arrayContaining(['EOD']) });
    expect(await lab.tell()).toBe(end);
    await guest.run('mt bsfm 2');
    await expectAt(2);
    await guest.run('mt eod; mt bsf 2');
    expect(await lab.tell()).toBe(starts[2]! - 1);
    await guest.run('mt fsf 1');
    await expectAt(2);
    await guest.run('mt asf 1');
    await expectAt(1);
    for (const [file, start] of [...starts.entries()].toReversed()) {
      await guest.run(`mt seek ${start}`);
      expect(await lab.tell()).toBe(start);
      expect(await first()).toBe(archives[file]);
    }
    for (const archive of archives) {
      await guest.run(`mt asf ${archives.indexOf(archive)}; tar -b 20 -C / -df $TAPE`);
    }
  });

  it('spaces over records in both directions', async () => {
    await guest.run(`for n in 0 1 2 3 4 5; do printf "%01000d" $n; done | dd of=$TAPE bs=1000 iflag=fullblock status=none; mt rewind`);
    const record = async () => Number(await guest.run('dd if=$TAPE bs=1000 count=1 status=none'));
    await guest.run('mt fsr 4');
    expect(await lab.status()).toMatchObject({ file: 0, block: 4 });
    expect(await record()).toBe(4);
    await guest.run('mt bsr 3');
    expect(await record()).toBe(2);
    expect(await guest.attempt('mt fsr 10')).toMatchObject({ exitCode: 2, output: expect.stringContaining('Input/output error') });
    expect(await lab.status()).toMatchObject({ file: 1, block: 0 });
  });

  it('gives a short record its length, and refuses to cut a long one', async () => {
    await guest.run('head -c 65536 /dev/urandom >/tmp/record; dd if=/tmp/record of=$TAPE bs=64k status=none; mt rewind');
    expect(await guest.run('dd if=$TAPE bs=256k count=1 2>/tmp/counts | cmp - /tmp/record; head -n 1 /tmp/counts')).toBe('0+1 records in');
    const { exitCode, output } = await guest.attempt('mt rewind; dd if=$TAPE bs=32k count=1 of=/dev/null');
    expect({ exitCode, output }).toEqual({ exitCode: 1, output: expect.stringContaining('Cannot allocate memory') });
  });

  it('refuses a record that is longer than the fixed block it is read with, and gives it unharmed afterwards', async () => {
    await guest.run('head -c 4096 /dev/urandom >/tmp/record; dd if=/tmp/record of=$TAPE bs=4096 status=none; mt rewind; mt setblk 512');
    expect(await guest.attempt('dd if=$TAPE bs=4096 count=1 of=/dev/null')).toMatchObject({ exitCode: 1 });
    await guest.run('mt rewind; mt setblk 0; dd if=$TAPE bs=4096 count=1 status=none | cmp - /tmp/record');
  });

  it('writes filemarks, and ends the data where it writes', async () => {
    await guest.run(`tar -b 20 -C / -cf $TAPE etc; mt rewind; mt weof 2; mt rewind; mt fsf 2`);
    expect(await lab.status()).toMatchObject({ file: 2, block: 0 });
    expect(await lab.tell()).toBe(2);
    expect(await guest.attempt('mt fsf 1')).toMatchObject({ exitCode: 2, output: expect.stringContaining('Input/output error') });
    expect((await lab.status()).flags).toContain('EOD');
  });

  it('erases', async () => {
    await guest.run(`tar -b 20 -C / -cf $TAPE etc; mt rewind; mt erase`, 60);
    await guest.run('mt rewind');
    expect((await guest.attempt('dd if=$TAPE bs=64k of=/tmp/nothing status=none')).output).toMatch(/^(|.*Input\/output error\n)$/);
    expect(await guest.run('wc -c </tmp/nothing; mt eod; mt tell')).toBe('0\nAt block 0.');
  });
});

describe('a cartridge that becomes full', () => {
  beforeAll(async () => {
    const created = await lab.verb('cartridge', 'create', 'LAB002L8..LAB004L8', '--capacity', '64MiB', '--early-warning', '4MiB');
    expect(created).toContain('LAB004L8');
    await guest.run('head -c 80M /dev/urandom >/tmp/source');
  });

  afterAll(() => lab.changeCartridge(oneDrive.barcode));

  it('tells dd at early warning, and has every record that it took', async () => {
    await lab.changeCartridge('LAB002L8');
    const full = await guest.attempt('mt rewind && dd if=/tmp/source of=$TAPE bs=64k', 300);
    expect(full).toMatchObject({ exitCode: 1, output: expect.stringContaining('No space left on device') });
    const records = Number(/^(\d+)\+0 records out$/m.exec(full.output)?.[1]);
    expect(records * 64 * KiB).toBeGreaterThanOrEqual(smallCapacity - earlyWarning - 64 * KiB);
    expect(records * 64 * KiB).toBeLessThan(smallCapacity);
    await guest.run(`mt rewind; dd if=$TAPE bs=64k status=none >/tmp/back; [ $(stat -c %s /tmp/back) = $((${records} * 65536)) ]`, 300);
    await guest.run(`cmp -n $((${records} * 65536)) /tmp/back /tmp/source; rm /tmp/back`);
  });

  it('lets a host that insists write on to the physical end, and no further', async () => {
    expectedMessages = [closingFilemarkRefused]; // not even the one that st writes at close fits there
    const script = `mt rewind; exec 4>$TAPE; dd if=/tmp/source bs=64k count=900 status=none >&4; written=900
      for n in $(seq 900 1279); do
        dd if=/tmp/source bs=64k count=1 skip=$n status=none >&4 2>>/tmp/refusals && written=$((written + 1))
      done
      echo $written; grep -c "No space left" /tmp/refusals; rm /tmp/refusals`;
    const [written, refused] = (await guest.run(script, 300)).split('\n').map(Number);
    expect(written! * 64 * KiB).toBeLessThanOrEqual(smallCapacity);
    expect(written! * 64 * KiB).toBeGreaterThan(smallCapacity - earlyWarning);
    expect(refused! + written!).toBe(1280);
  });

  it('fails a single-volume tar with one plain error', async () => {
    const { exitCode, output } = await guest.attempt(`mt rewind; tar -b 128 -C / -cf $TAPE ${tree}`, 300);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: expect.stringMatching(/Cannot write: No space left on device/) });
  });

  it('lets a multi-volume tar span two cartridges, and gives the tree back identical', async () => {
    await guest.run(`cat >/root/next-volume <<'END'
      mt offline
      until mt status 2>/dev/null | grep -q ONLINE; do sleep 0.5; done
END
    chmod +x /root/next-volume`);
    const spanning = async (work: Promise<unknown>, next: string) => {
      const asked = until('tar asks for the next cartridge', async () => {
        const { drives } = JSON.parse(await lab.verb('status', '--json')) as { drives: { loaded: boolean }[] };
        return !drives[0]!.loaded;
      });
      expect(await Promise.race([asked.then(() => 'asked'), work.then(() => 'ended')])).toBe('asked');
      await lab.changeCartridge(next);
      await work;
    };
    await lab.changeCartridge('LAB003L8');
    await spanning(guest.run(`tar -b 128 -M -F 'bash /root/next-volume' -C / -cf $TAPE ${tree}`, 400), 'LAB004L8');
    await lab.changeCartridge('LAB003L8');
    await spanning(expectTreeOnTape(`-b 128 -M -F 'bash /root/next-volume'`), 'LAB004L8');
  });
});

describe('a server that goes away and comes back', () => {
  it.each([
    { signal: 'SIGTERM', exitCode: 0 },
    { signal: 'SIGKILL', exitCode: -1 },
  ] as const)('has what was written before $signal, and the session recovers by itself', async ({ signal, exitCode }) => {
    await guest.run(`mt rewind; tar -b 128 -C / -cf $TAPE ${tree}`, 300);
    expectedMessages = [connectionLost];
    expect(await lab.restart(signal)).toBe(exitCode);
    await expectTreeOnTape('-b 128');
    expect(await guest.run('iscsiadm -m session')).toContain(oneDrive.target);
  });
});

describe('resets', () => {
  it.each([
    ['logical unit', '--device'],
    ['target', '--target'],
  ])('comes back rewound from a %s reset', async (_what, option) => {
    await guest.run('mt rewind; tar -b 20 -C / -cf $TAPE etc');
    await guest.run(`sg_reset ${option} /dev/sg0`);
    expect(await guest.attempt('tar -b 20 -tf $TAPE')).toMatchObject({ exitCode: 2 }); // st has lost its position and says so
    await guest.run('mt rewind; tar -b 20 -C / -df $TAPE');
  });
});

describe('sg3-utils', () => {
  it('reads INQUIRY data, vital product data and the list of LUNs', async () => {
    expect(await guest.run('sg_inq /dev/sg0')).toMatch(/Vendor identification: IBM\s+Product identification: ULT3580-TD8/);
    const serialNumber = /Unit serial number: (\S+)/.exec(await guest.run('sg_vpd --page=sn /dev/sg0'))?.[1];
    expect(await guest.run('sg_vpd --page=di /dev/sg0')).toContain(serialNumber);
    const pages = (await guest.run('sg_vpd --hex /dev/sg0')).length;
    expect(pages).toBeGreaterThan(0);
    for (const page of ['0x00', '0x80', '0x83', '0xb0', '0xb1']) await guest.run(`sg_vpd --page=${page} /dev/sg0`);
    expect(await guest.run('sg_luns /dev/sg0')).toContain('0000000000000000');
    await guest.run('sg_turs --number=20 /dev/sg0; sg_requests /dev/sg0; sg_read_block_limits /dev/sg0');
  });

  it('reads every log page and mode page that the drive lists', async () => {
    const logs = await guest.run('sg_logs --all /dev/sg0');
    for (const page of ['Write error counter page', 'Sequential access device page', 'Volume statistics page', 'Tape alert page']) {
      expect(logs).toContain(page);
    }
    expect(logs).toMatch(/^ *Volume barcode: LAB001L8 *$/m);
    const modes = await guest.run('sg_modes --all /dev/sg0');
    for (const page of ['Read-Write error recovery', 'Control', 'Data Compression', 'Device configuration', 'Medium Partition']) {
      expect(modes).toContain(page);
    }
  });

  it('lists the commands the drive supports, with their usage masks', async () => {
    const commands = await guest.run('sg_opcodes --mask /dev/sg0');
    for (const name of ['Test Unit Ready', 'Write filemarks(6)', 'Space(6)', 'Locate(10)', 'Report luns', 'Log sense']) {
      expect(commands.toLowerCase()).toContain(name.toLowerCase());
    }
  });

  it.each(['sg_readcap /dev/sg0', 'sg_unmap --lba=0 --num=1 --force /dev/sg0'])('is refused nicely: %s', async (command) => {
    const invalidOperationCode = 9;
    expect(await guest.attempt(command)).toMatchObject({
      exitCode: invalidOperationCode,
      output: expect.stringMatching(/invalid opcode|not supported/i),
    });
  });
});

describe('Bacula', () => {
  it("passes btape's own test", async () => {
    const output = await guest.run(`mt rewind; mt setblk 0; printf 'test\\nquit\\n' | btape /dev/nst0`, 580);
    expect(output).toContain('=== Test Succeeded. End Write, rewind, and re-read test ===');
    expect(output).toContain('=== End sample correct output ===');
    expect(output).toContain('Block re-read correct. Test succeeded!');
    expect(output).toContain('=== End Forward space files test ===');
    expect(output).not.toMatch(/NOT correct|failed|error on|MUST fix/i);
  });
});

describe('the last of it', () => {
  it('is well-formed iSCSI and SCSI in the eyes of tshark', async () => {
    expectedMessages = [connectionLost];
    const pcap = `${lab.directory.path}/linux.pcap`;
    await lab.restart('SIGTERM', { pcap });
    await guest.run('tar -b 128 -C / -cf $TAPE etc; sg_reset --device /dev/sg0; mt rewind; tar -b 128 -C / -df $TAPE; mt eod; mt status');
    await guest.run(`${lab.bannerLines(/--logout/)}\n${lab.bannerLines(/discovery/)}\n${lab.bannerLines(/--login/)}`);
    await guest.run(
      'until [ -e $TAPE ]; do sleep 0.2; done; mt rewind; sg_vpd --all /dev/sg0; sg_opcodes /dev/sg0; sg_logs --all /dev/sg0; sg_modes --all /dev/sg0',
      60,
    );
    await lab.restart('SIGTERM');
    expect(await offendingFrames(pcap, lab.server.port)).toEqual([]);
    expect(await fieldValues(pcap, lab.server.port, 'frame.number', 'scsi_ssc.opcode == 0x0a')).not.toEqual([]);
  });

  it('logs out, and leaves cartridges that are sound', async () => {
    expect(await guest.run(lab.bannerLines(/--logout/))).toContain('successful');
    await lab.verb('drive', 'eject', 'drive0');
    const cartridges = JSON.parse(await lab.verb('cartridge', 'list', '--json')) as { barcode: string }[];
    expect(cartridges.map(({ barcode }) => barcode)).toContain(oneDrive.barcode);
    for (const { barcode } of cartridges) await lab.verb('cartridge', 'check', barcode);
    expect(await lab.server.stop()).toBe(0);
    expect(lab.server.output).not.toMatch(/^\S+ (error|fatal) /m);
  });
});

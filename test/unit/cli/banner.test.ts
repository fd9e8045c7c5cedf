import { describe, expect, it } from 'vitest';
import { banner } from '../../../src/cli/banner.ts';
import type { ServedLab } from '../../../src/cli/composition.ts';
import { portalsOf } from '../../../src/config/portals.ts';
import type { Token } from '../../../src/control/token.ts';
import { configurationOf, target, whole } from '../config/configuration.ts';

function servedLab(text: string, readableSecrets?: string, control?: string, token?: Token): ServedLab {
  const configuration = configurationOf(text);
  const portals = portalsOf(configuration).map(({ listen, advertise, group }) => ({ listen, advertise: advertise ?? listen, group }));
  const drive = { name: 'drive0', model: 'lto-8', vendor: 'IBM', product: 'ULT3580-TD8', serial: 'TL4F29A1C3', target, lun: 0 };
  return {
    address: portals[0]!.listen,
    advertised: portals[0]!.advertise,
    configuration,
    readableSecrets,
    token,
    view: () => ({
      server: {
        program: 'tapelab serve',
        pid: 1,
        since: '2026-11-22T00:00:00.000Z',
        home: '/home/lab',
        ...(control !== undefined && { control }),
      },
      portals,
      targets: [{ name: target, luns: [{ lun: 0, drive: 'drive0' }] }],
      libraries: [],
      drives: [{ ...drive, loaded: false, removalPrevented: false }],
      sessions: [],
    }),
    close: async () => {},
  };
}
const linesOf = (text: string): string[] => banner(servedLab(text)).split('\n');
const demand = '    access: [{ chap: { name: host1, secret: "twelve or more" } }]\n';

describe('the banner', () => {
  it('tells what is served, and where', () => {
    expect(linesOf(`${whole}portals: [{ listen: "127.0.0.1:3260" }, { listen: "[::1]:3260" }]\n`).slice(0, 4)).toEqual([
      'tapelab serves 127.0.0.1:3260 and [::1]:3260 from /home/lab',
      `  ${target}`,
      '    LUN 0: drive0, IBM ULT3580-TD8, serial TL4F29A1C3, empty',
      '',
    ]);
  });

  it('tells where programs may ask, and the token once', () => {
    const token = { token: 'T0ken', file: '/home/lab/control-token', isNew: true };
    expect(banner(servedLab(whole, undefined, 'http://127.0.0.1:3280'))).toContain(
      '\nPrograms ask at http://127.0.0.1:3280/openapi.json\n',
    );
    const made = banner(servedLab(whole, undefined, 'http://0.0.0.0:3280', token));
    expect(made).toContain('Warning: http://0.0.0.0:3280 can be reached from other machines.');
    expect(made).toContain('  T0ken, which is kept in /home/lab/control-token\n');
    const kept = banner(servedLab(whole, undefined, 'http://0.0.0.0:3280', { ...token, isNew: false }));
    expect(kept).toContain('  that is kept in /home/lab/control-token\n');
    expect(kept).not.toContain('T0ken');
  });

  it('has no lines for hosts where there is no target', () => {
    expect(banner(servedLab('drives: {}\ntargets: {}\n'))).not.toContain('iscsiadm');
  });

  it('warns of the targets that anybody outside can come to', () => {
    const everywhere = 'listen: 0.0.0.0:3260\nadvertise: 192.0.2.1:3260\n';
    expect(banner(servedLab(everywhere + whole))).toContain(`
Warning: 0.0.0.0:3260 can be reached from other machines, and no password is asked of
  everybody, for ${target}
They read and overwrite the cartridges.
`);
    expect(banner(servedLab(`${everywhere}${whole}    access: [{ initiators: "iqn.1993-08.*" }]\n`))).toContain(
      `  whoever calls itself iqn.1993-08.*, for ${target}\n`,
    );
    for (const safe of [whole, everywhere + whole + demand]) expect(banner(servedLab(safe))).not.toContain('Warning');
  });

  it('warns of secrets that others may read', () => {
    expect(banner(servedLab(whole, '/home/lab/tapelab.yaml'))).toContain(`
Warning: /home/lab/tapelab.yaml holds secrets, and other users of this machine may read it.
'chmod 600 /home/lab/tapelab.yaml' shuts them out.
`);
  });
});

describe('the lines for a host', () => {
  const node = `  iscsiadm -m node -T ${target} -p 127.0.0.1:3260`;

  it('say nothing of CHAP where nobody is asked', () => {
    const lines = linesOf(whole);
    expect(lines.filter((line) => /auth|SECRET/.test(line))).toEqual([]);
    expect(lines).toContain('  iscsiadm -m discovery -t sendtargets -p 127.0.0.1:3260');
    expect(lines).toContain(`  iscsicli QLoginTarget ${target}`);
  });

  it('have the name and a word for the secret before the login', () => {
    const lines = linesOf(whole + demand);
    const login = lines.indexOf(`${node} --login`);
    expect(lines.slice(login - 3, login)).toEqual([
      `${node} -o update -n node.session.auth.authmethod -v CHAP`,
      `${node} -o update -n node.session.auth.username -v host1`,
      `${node} -o update -n node.session.auth.password -v YOUR-SECRET`,
    ]);
    expect(lines).toContain(`  iscsicli QLoginTarget ${target} host1 YOUR-SECRET`);
  });

  it('have both ways where the target proves itself too, under the names that count', () => {
    const both = `${whole}    access: [{ chap: { secret: "twelve or more" } }]\n    chap: { secret: "another of those" }\n`;
    const lines = linesOf(both);
    const login = lines.indexOf(`${node} --login`);
    expect(lines.slice(login - 4, login)).toEqual([
      `${node} -o update -n node.session.auth.username -v YOUR-INITIATOR-NAME`,
      `${node} -o update -n node.session.auth.password -v YOUR-SECRET`,
      `${node} -o update -n node.session.auth.username_in -v ${target}`,
      `${node} -o update -n node.session.auth.password_in -v THE-TARGETS-SECRET`,
    ]);
    expect(lines.join('\n')).not.toMatch(/twelve or more|another of those/);
  });

  it('have a record of its own for a discovery that asks', () => {
    const lines = linesOf(`${whole}discovery: { access: [{ chap: { name: disco, secret: "twelve or more" } }] }\n`);
    const discovery = '  iscsiadm -m discoverydb -t sendtargets -p 127.0.0.1:3260';
    const first = lines.indexOf(`${discovery} -o new`);
    expect(lines.slice(first, first + 5)).toEqual([
      `${discovery} -o new`,
      `${discovery} -o update -n discovery.sendtargets.auth.authmethod -v CHAP`,
      `${discovery} -o update -n discovery.sendtargets.auth.username -v disco`,
      `${discovery} -o update -n discovery.sendtargets.auth.password -v YOUR-SECRET`,
      `${discovery} --discover`,
    ]);
    expect(lines).toContain('  iscsicli QAddTargetPortal 127.0.0.1 disco YOUR-SECRET');
  });

  it('lead to the portal that the target is behind', () => {
    const grouped = `${whole}    groups: [2]\nportals: [{ listen: "127.0.0.1:3260" }, { listen: "[::1]:3261", advertise: "[2001:db8::1]:3261", group: 2 }]\n`;
    expect(linesOf(grouped)).toContain(`  iscsiadm -m node -T ${target} -p [2001:db8::1]:3261 --login`);
    expect(linesOf(grouped)).toContain('  iscsicli AddTargetPortal 2001:db8::1 3261');
  });

  it('find the devices of a library by the target they are behind, in the order in which they are used', () => {
    const library = 'iqn.2026-11.local.tapelab:library';
    const lines = linesOf(`drives: { one: { model: lto-8, serial: ONE } }
libraries: { library: { model: generic-library, serial: LIB, drives: [one] } }
targets: { "${library}": { luns: { 0: library, 1: one } } }
`);
    const login = lines.indexOf(`  iscsiadm -m node -T ${library} -p 127.0.0.1:3260 --login`);
    const logout = lines.indexOf(`  iscsiadm -m node -T ${library} -p 127.0.0.1:3260 --logout`);
    expect(lines.slice(login + 1, logout).map((line) => line.replace(/ +#.*/, '').trim())).toEqual([
      'sleep 3; lsscsi -tg',
      `export CHANGER=$(lsscsi -tg | awk '$2 == "mediumx" && /${library},/ { print $NF; exit }')`,
      `export TAPE=$(lsscsi -t | awk '$2 == "tape" && /${library},/ { sub("/st", "/nst", $NF); print $NF; exit }')`,
      'mtx -f $CHANGER status',
      'mtx -f $CHANGER load 1 0',
      'mt -f $TAPE status',
      'tar -b 128 -cf $TAPE /etc',
      'mt -f $TAPE rewind && tar -b 128 -tf $TAPE',
      'mtx -f $CHANGER unload 1 0',
    ]);
  });
});

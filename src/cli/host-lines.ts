/**
 * The lines that make a host see a target, for the operator to copy. A secret is never among them: where one belongs stands a word in capitals,
 * for the operator to put the secret in its place.
 */
import type { AccessRuleConfiguration, CredentialConfiguration } from '../config/access-schema.ts';
import { iscsiPort } from '../config/endpoint.ts';
import { type Endpoint, formatEndpoint } from '../foundation/endpoint.ts';
import type { ServedLab } from './composition.ts';

/** What stands for what only the operator knows. */
const placeholder = { name: 'YOUR-INITIATOR-NAME', secret: 'YOUR-SECRET', targetSecret: 'THE-TARGETS-SECRET' } as const;

/** What a service asks of who comes: the first rule's CHAP, as the others differ in name and secret only. */
interface Demand {
  readonly name: string;
  /** The name by which the target proves itself in turn. */
  readonly targetName: string | undefined;
}

interface Service {
  readonly access?: readonly AccessRuleConfiguration[] | undefined;
  readonly chap?: CredentialConfiguration | undefined;
}

function demandOf({ access = [], chap }: Service, ownName: string): Demand | undefined {
  const asked = access.find((rule) => rule.chap !== undefined)?.chap;
  return asked && { name: asked.name ?? placeholder.name, targetName: chap && (chap.name ?? ownName) };
}

/** By which address initiators reach it: that of the first portal in one of its groups. */
function addressOf(target: string, lab: ServedLab): Endpoint {
  const { groups } = lab.configuration.targets[target]!;
  return lab.view().portals.find(({ group }) => groups?.includes(group) ?? true)!.advertise;
}

export function linuxLines(target: string, lab: ServedLab): string[] {
  const { configuration } = lab;
  const portal = formatEndpoint(addressOf(target, lab));
  const node = `  iscsiadm -m node -T ${target} -p ${portal}`;
  const discovery = `  iscsiadm -m discoverydb -t sendtargets -p ${portal}`;
  const toDiscover = demandOf(configuration.discovery ?? {}, target);
  const toLogIn = demandOf(configuration.targets[target]!, target);
  const hasLibrary = Object.values(configuration.targets[target]!.luns).some((name) => Object.hasOwn(configuration.libraries, name));
  return [
    hasLibrary ? 'Linux (open-iscsi, lsscsi, mtx, mt-st; as root, in one shell):' : 'Linux (open-iscsi, mt-st; as root):',
    ...(toDiscover === undefined
      ? [`  iscsiadm -m discovery -t sendtargets -p ${portal}`]
      : [`${discovery} -o new`, ...chapSettings(discovery, 'discovery.sendtargets', toDiscover), `${discovery} --discover`]),
    ...(toLogIn === undefined ? [] : chapSettings(node, 'node.session', toLogIn)),
    `${node} --login`,
    ...(hasLibrary ? libraryLines(target) : driveLines),
    `${node} --logout`,
  ];
}

const driveLines: readonly string[] = [
  '  mt -f /dev/nst0 status',
  '  tar -b 128 -cf /dev/nst0 /etc          # write a backup',
  '  mt -f /dev/nst0 rewind && tar -b 128 -tf /dev/nst0',
];

/** Which devices they are is asked of the kernel: a host may have others. `mtx` looks for its changer, and `mt` for its tape, in these variables. */
const libraryLines = (target: string): readonly string[] => [
  '  sleep 3; lsscsi -tg                    # the changer and its drives, when the kernel has found them',
  `  export CHANGER=$(lsscsi -tg | awk '$2 == "mediumx" && /${target},/ { print $NF; exit }')`,
  `  export TAPE=$(lsscsi -t | awk '$2 == "tape" && /${target},/ { sub("/st", "/nst", $NF); print $NF; exit }')`,
  '  mtx -f $CHANGER status',
  '  mtx -f $CHANGER load 1 0               # from slot 1 into the first drive, which mtx counts as 0',
  '  mt -f $TAPE status',
  '  tar -b 128 -cf $TAPE /etc              # write a backup',
  '  mt -f $TAPE rewind && tar -b 128 -tf $TAPE',
  '  mtx -f $CHANGER unload 1 0',
];

function chapSettings(command: string, record: string, { name, targetName }: Demand): string[] {
  const settings = [
    ['authmethod', 'CHAP'],
    ['username', name],
    ['password', placeholder.secret],
    ...(targetName === undefined
      ? []
      : [
          ['username_in', targetName],
          ['password_in', placeholder.targetSecret],
        ]),
  ];
  return settings.map(([setting, value]) => `${command} -o update -n ${record}.auth.${setting} -v ${value}`);
}

export function windowsLines(target: string, lab: ServedLab): string[] {
  const { configuration } = lab;
  const { address, port } = addressOf(target, lab);
  const toDiscover = demandOf(configuration.discovery ?? {}, target);
  const toLogIn = demandOf(configuration.targets[target]!, target);
  const chap = (demand: Demand | undefined): string => (demand === undefined ? '' : ` ${demand.name} ${placeholder.secret}`);
  return [
    'Windows (as administrator):',
    port === iscsiPort ? `  iscsicli QAddTargetPortal ${address}${chap(toDiscover)}` : `  iscsicli AddTargetPortal ${address} ${port}`,
    `  iscsicli QLoginTarget ${target}${chap(toLogIn)}`,
    '  iscsicli SessionList                   # tells the session id that logging out needs',
    '  iscsicli LogoutTarget SESSION-ID',
  ];
}

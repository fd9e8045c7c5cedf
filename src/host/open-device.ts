/**
 * Comes to a tape drive or a changer by its address. What the address leaves out is asked for: targets by SendTargets (RFC 7143 §4.3), units by REPORT LUNS, what
 * they are by INQUIRY; and then there has to be one that is wanted, and no more. Sessions with anything else are logged out again.
 */
import type { Clock } from '../foundation/clock.ts';
import { type Endpoint, formatEndpoint } from '../foundation/endpoint.ts';
import { UserError } from '../foundation/user-error.ts';
import { SenseKey } from '../scsi/sense.ts';
import { type DeviceAddress, formatDeviceAddress } from './device-address.ts';
import type { Initiator } from './initiator/initiator.ts';
import type { Session } from './initiator/session.ts';
import { DeviceType, inquire, reportLuns, type StandardInquiry } from './inquiry.ts';
import { LogicalUnit } from './logical-unit.ts';

export type WantedDevice = keyof typeof DeviceType;

export interface OpenDevice {
  readonly session: Session;
  readonly address: Required<Omit<DeviceAddress, 'user'>>;
  readonly inquiry: StandardInquiry;
}

interface OpenDeviceOptions {
  readonly wanted: WantedDevice;
  readonly clock: Clock;
  /** No command gets longer than this. */
  readonly patienceMs?: number | undefined;
}

const nouns: Record<WantedDevice, string> = { tape: 'tape drive', changer: 'medium changer' };

/** @throws UserError when nobody is there, nothing of the kind, or more than one */
export async function openDevice(
  initiator: Pick<Initiator, 'discover' | 'logIn'>,
  address: DeviceAddress,
  options: OpenDeviceOptions,
): Promise<OpenDevice> {
  const sessions: Session[] = [];
  let opened: OpenDevice | undefined;
  try {
    const units: OpenDevice[] = [];
    const refusals: UserError[] = [];
    for (const { targetName, portal } of await targetsAt(initiator, address)) {
      try {
        const session = await initiator.logIn(portal, targetName);
        sessions.push(session);
        units.push(...(await unitsOf(session, { ...address, endpoint: portal, targetName }, options)));
      } catch (error) {
        // One of several that does not let us in is none of our business, as long as there is another.
        if (!(error instanceof UserError)) throw error;
        if (address.targetName !== undefined) throw await advised(initiator, address.endpoint, error);
        refusals.push(error);
      }
    }
    opened = theOne(units, { address, refusals, ...options });
    return opened;
  } finally {
    await Promise.all(sessions.filter((session) => session !== opened?.session).map((session) => session.logOut()));
  }
}

async function targetsAt(
  initiator: Pick<Initiator, 'discover'>,
  { endpoint, targetName }: DeviceAddress,
): Promise<{ targetName: string; portal: Endpoint }[]> {
  if (targetName !== undefined) return [{ targetName, portal: endpoint }];
  const found = await initiator.discover(endpoint);
  if (found.length === 0)
    throw new UserError('target-missing', `${formatEndpoint(endpoint)} has no target for this initiator.`, {
      hint: 'targets may be shown to some initiators only: name yourself with --initiator-name, or prove it with --chap-user and --chap-secret-file.',
    });
  return found.map((target) => ({ targetName: target.name, portal: portalOf(target.addresses, endpoint) }));
}

/** Who names a target that there is not is told which there are. */
async function advised(initiator: Pick<Initiator, 'discover'>, portal: Endpoint, error: UserError): Promise<UserError> {
  if (error.code !== 'target-unknown') return error;
  const names = await initiator.discover(portal).then(
    (targets) => targets.map(({ name }) => name),
    () => [],
  );
  if (names.length === 0) return error;
  return new UserError(error.code, error.message, { hint: `its targets are ${names.join(', ')}.`, cause: error });
}

/** The portal that was asked, where the target is there too: others may be told by addresses of their own that do not reach us. */
function portalOf(addresses: readonly { readonly endpoint: Endpoint }[], asked: Endpoint): Endpoint {
  const same = addresses.some(({ endpoint }) => endpoint.address === asked.address && endpoint.port === asked.port);
  return same ? asked : (addresses[0]?.endpoint ?? asked);
}

/** The units of a target; or only the one that is named, where that is what is wanted. */
async function unitsOf(
  session: Session,
  { endpoint, targetName, lun: named }: DeviceAddress & { targetName: string },
  { wanted, clock, patienceMs }: OpenDeviceOptions,
): Promise<OpenDevice[]> {
  const unit = (lun: number): LogicalUnit => new LogicalUnit({ path: session, lun, clock, patienceMs });
  const units: OpenDevice[] = [];
  const ask = async (lun: number): Promise<void> => {
    const address = { endpoint, targetName, lun };
    const { value: inquiry, failure } = await inquire(unit(lun));
    if (failure === undefined && inquiry.peripheralQualifier === 0) units.push({ session, inquiry, address });
    else if (failure !== undefined && failure.sense === undefined && failure.kind !== 'status')
      throw unanswered(address, `${failure.command}: ${failure.problem}`);
  };
  // A LUN that is named is asked even where it is not listed: whoever names it may know better.
  if (named !== undefined) await ask(named);
  if (units.some((unit) => isA(wanted, unit))) return units;
  const { value: luns, failure } = await reportLuns(unit(0));
  // Targets as old as SCSI-2 do not know the command.
  if (failure !== undefined && failure.sense?.key !== SenseKey.illegalRequest)
    throw unanswered({ endpoint, targetName }, `${failure.command}: ${failure.problem}`);
  for (const lun of luns ?? [0]) if (lun !== named) await ask(lun);
  return units;
}

const isA = (wanted: WantedDevice, { inquiry }: OpenDevice): boolean => inquiry.deviceType === DeviceType[wanted];

const unanswered = (address: DeviceAddress, problem: string): UserError =>
  new UserError('device-unanswered', `${formatDeviceAddress(address)} does not say what it is: ${problem}.`);

interface Choice extends OpenDeviceOptions {
  readonly address: DeviceAddress;
  readonly refusals: readonly UserError[];
}

function theOne(units: readonly OpenDevice[], { wanted, address, refusals }: Choice): OpenDevice {
  const where = formatDeviceAddress(address);
  const isWanted = (unit: OpenDevice): boolean => isA(wanted, unit);
  const fitting = units.filter(isWanted);
  const list = (of: readonly OpenDevice[]): string => of.map(inWords).join(', ');
  if (address.lun !== undefined) {
    const named = units.find((unit) => unit.address.lun === address.lun);
    if (named !== undefined && isWanted(named)) return named;
    const others =
      fitting.length > 0 ? `a ${nouns[wanted]} is ${list(fitting)}.` : units.length > 0 ? `the target has ${list(units)}.` : undefined;
    if (named === undefined)
      throw new UserError('lun-unknown', `${address.targetName} has no LUN ${address.lun}.`, {
        hint: others ?? 'the target has no LUN at all.',
      });
    throw new UserError(`no-${wanted}`, `${where} is no ${nouns[wanted]}, but ${typeInWords(named.inquiry)}.`, { hint: others });
  }
  const [only, ...further] = fitting;
  if (only !== undefined && further.length === 0) return only;
  if (only !== undefined)
    throw new UserError(`${wanted}-ambiguous`, `There are ${fitting.length} ${nouns[wanted]}s at ${where}.`, {
      hint: `name one of them with -f: ${list(fitting)}.`,
      exitCode: 2,
    });
  if (refusals[0] !== undefined && units.length === 0) throw refusals[0];
  throw new UserError(`${wanted}-missing`, `There is no ${nouns[wanted]} at ${where}.`, {
    hint: units.length === 0 ? undefined : `there is ${list(units)}.`,
  });
}

/** `iscsi://127.0.0.1/iqn…/1 (HP C1537A)`. */
const inWords = ({ address, inquiry }: OpenDevice): string =>
  `${formatDeviceAddress(address)} (${inquiry.vendor.trim()} ${inquiry.product.trim()})`;

const types: Readonly<Record<number, string>> = {
  0: 'a disk',
  [DeviceType.tape]: 'a tape drive',
  3: 'a processor',
  5: 'a CD drive',
  [DeviceType.changer]: 'a medium changer',
};

const typeInWords = ({ deviceType, vendor, product }: StandardInquiry): string =>
  `${types[deviceType] ?? `a device of type ${deviceType}`} (${vendor.trim()} ${product.trim()})`;

/**
 * What is right in each place and wrong together: two devices with one serial number, a cartridge in two places, a device on two LUNs or on none, two
 * portals at one address, a portal group that nobody is in, a secret that serves both ways, a rule that is never asked. What concerns libraries alone
 * is in `library-contradictions.ts`.
 */
import { didYouMean } from '../foundation/did-you-mean.ts';
import { type Endpoint, formatEndpoint, isWildcard } from '../foundation/endpoint.ts';
import type { AccessRuleConfiguration } from './access-schema.ts';
import type { Contradiction } from './contradiction.ts';
import { credentialsOf } from './credentials.ts';
import { libraryContradictions } from './library-contradictions.ts';
import { portalsOf } from './portals.ts';
import type { Configuration } from './schema.ts';
import type { Surroundings } from './surroundings.ts';

export function* contradictions(
  configuration: Configuration,
  { changerModels }: Pick<Surroundings, 'changerModels'>,
): Generator<Contradiction> {
  yield* ofSerialNumbers(configuration);
  yield* libraryContradictions(configuration, changerModels);
  yield* ofStacks(configuration);
  yield* ofCartridges(configuration);
  yield* ofLogicalUnits(configuration);
  yield* ofPortals(configuration);
  for (const [name, { access, luns }] of Object.entries(configuration.targets))
    yield* ofRules(access ?? [], ['targets', name, 'access'], Object.keys(luns));
  yield* ofRules(configuration.discovery?.access ?? [], ['discovery', 'access'], []);
  yield* ofCredentials(configuration);
}

/** Drives and libraries, each with where it stands. */
const devicesOf = ({ drives, libraries }: Configuration) =>
  Object.entries({ drives, libraries }).flatMap(([kind, devices]) =>
    Object.entries(devices).map(([name, { serial }]) => ({ name, serial, path: [kind, name] })),
  );

function* ofSerialNumbers(configuration: Configuration): Generator<Contradiction> {
  const owners = new Map<string, string>();
  for (const { name, serial, path } of devicesOf(configuration)) {
    const twin = owners.get(serial);
    if (twin !== undefined)
      yield {
        path: [...path, 'serial'],
        message: `${name} has the serial number of ${twin}.`,
        hint: 'hosts tell drives and libraries apart by their serial numbers.',
      };
    owners.set(serial, name);
  }
}

function* ofStacks({ drives }: Configuration): Generator<Contradiction> {
  for (const [name, { cartridge, stack }] of Object.entries(drives))
    if (stack !== undefined && cartridge === undefined)
      yield {
        path: ['drives', name, 'stack'],
        message: `A stack follows the cartridge in the drive, and ${name} has none.`,
        hint: "name the first one as 'cartridge'.",
      };
}

function* ofCartridges({ drives, libraries }: Configuration): Generator<Contradiction> {
  const places = new Map<string, string>();
  for (const { barcode, place, path } of [...cartridgesOfDrives(drives), ...cartridgesOfLibraries(libraries)]) {
    const other = places.get(barcode);
    if (other !== undefined)
      yield {
        path,
        message: `Cartridge ${barcode} is already in ${other}.`,
        hint: 'a cartridge is in one place: leave the other empty, or create another cartridge.',
      };
    places.set(barcode, place);
  }
}

interface PlacedCartridge {
  readonly barcode: string;
  readonly place: string;
  readonly path: readonly PropertyKey[];
}

function* cartridgesOfDrives(drives: Configuration['drives']): Generator<PlacedCartridge> {
  for (const [name, { cartridge, stack = [] }] of Object.entries(drives)) {
    const path = ['drives', name];
    if (cartridge !== undefined) yield { barcode: cartridge, place: name, path: [...path, 'cartridge'] };
    for (const [index, barcode] of stack.entries()) yield { barcode, place: `the stack of ${name}`, path: [...path, 'stack', index] };
  }
}

function* cartridgesOfLibraries(libraries: Configuration['libraries']): Generator<PlacedCartridge> {
  for (const [name, { cartridges = [] }] of Object.entries(libraries))
    for (const { slot, barcode, path } of cartridges)
      yield { barcode, place: `slot ${slot} of ${name}`, path: ['libraries', name, 'cartridges', ...path] };
}

function* ofLogicalUnits(configuration: Configuration): Generator<Contradiction> {
  const devices = devicesOf(configuration);
  const known = new Set(devices.map(({ name }) => name));
  const places = new Map<string, string>();
  for (const [target, { luns, redirect }] of Object.entries(configuration.targets)) {
    // A target that has moved has them where it is now.
    if (Object.keys(luns).length === 0 && redirect === undefined)
      yield { path: ['targets', target, 'luns'], message: `${target} has no logical unit.` };
    for (const [lun, name] of Object.entries(luns)) {
      const path = ['targets', target, 'luns', lun];
      if (!known.has(name)) yield { path, message: `There is no drive or library '${name}'.`, hint: didYouMean(name, known) };
      const place = places.get(name);
      if (place !== undefined) yield { path, message: `${name} is already ${place}.` };
      places.set(name, `LUN ${lun} of ${target}`);
    }
  }
  for (const { name, path } of devices)
    if (!places.has(name)) yield { path, message: `${name} is behind no target.`, hint: "give it a LUN under 'targets', or remove it." };
}

function* ofPortals(configuration: Configuration): Generator<Contradiction> {
  for (const key of ['listen', 'advertise'] as const)
    if (configuration.portals !== undefined && configuration[key] !== undefined)
      yield { path: [key], message: `'${key}' and 'portals' are two ways to say the same.`, hint: "say it at one of the 'portals'." };
  const portals = portalsOf(configuration);
  for (const [index, { listen }] of portals.entries()) {
    const other = portals.slice(0, index).find((earlier) => collides(earlier.listen, listen));
    if (other !== undefined)
      yield {
        path: ['portals', index, 'listen'],
        message: `${formatEndpoint(listen)} is already listened on, as ${formatEndpoint(other.listen)}.`,
        hint: 'give each portal an address or a port of its own.',
      };
  }
  const tags = new Set(portals.map(({ group }) => group));
  for (const [name, { groups }] of Object.entries(configuration.targets))
    for (const [index, group] of (groups ?? []).entries())
      if (!tags.has(group))
        yield {
          path: ['targets', name, 'groups', index],
          message: `No portal is in group ${group}.`,
          hint: `the groups are ${[...tags].join(', ')}.`,
        };
}

/** Whether one socket stands in the way of the other: at the same address, or at the wildcard of the same family. */
function collides(one: Endpoint, other: Endpoint): boolean {
  const sameFamily = one.address.includes(':') === other.address.includes(':');
  const overlaps = one.address === other.address || (sameFamily && (isWildcard(one.address) || isWildcard(other.address)));
  return one.port !== 0 && one.port === other.port && overlaps;
}

function* ofRules(
  rules: readonly AccessRuleConfiguration[],
  path: readonly PropertyKey[],
  luns: readonly string[],
): Generator<Contradiction> {
  const last = rules.findIndex(({ initiators, addresses }) => initiators === undefined && addresses === undefined);
  if (last >= 0 && last < rules.length - 1)
    yield {
      path: [...path, last + 1],
      message: 'This rule is never asked: the one before it fits everybody.',
      hint: 'the first rule that fits decides; put the special ones first.',
    };
  for (const [index, rule] of rules.entries())
    for (const [entry, lun] of (rule.luns ?? []).entries())
      if (!luns.includes(String(lun)))
        yield {
          path: [...path, index, 'luns', entry],
          message: `The target has no LUN ${lun}.`,
          hint: `its LUNs are ${luns.join(', ')}.`,
        };
}

/** §9.2.1: who knows the secret of one side must not be able to pass for the other. */
function* ofCredentials(configuration: Configuration): Generator<Contradiction> {
  const credentials = [...credentialsOf(configuration)];
  const initiators = credentials.filter(({ side }) => side === 'initiator');
  for (const { path, service, credential } of credentials.filter(({ side }) => side === 'target')) {
    if (!initiators.some((other) => other.service === service))
      yield {
        path,
        message: 'This secret is never used: a target proves itself only to those whom it asks to.',
        hint: "give a rule under 'access' a 'chap' too.",
      };
    if (initiators.some((other) => other.credential.secret.equals(credential.secret)))
      yield {
        path,
        message: 'This secret is that of an initiator too: who knows it could pass for either side (RFC 7143 §9.2.1).',
        hint: 'give the target a secret of its own.',
      };
  }
}

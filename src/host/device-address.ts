/**
 * Where a device is, as people write it: `iscsi://[user@]host[:port][/target[/lun]]`, with the names of RFC 7143 §4.2.7 and the form that libiscsi's
 * programs have too. What is left out is found out by asking (`open-device.ts`).
 */
import { type Endpoint, formatEndpoint } from '../foundation/endpoint.ts';
import { UserError } from '../foundation/user-error.ts';
import { ISCSI_PORT, parseTargetAddress } from './initiator/target-address.ts';

export interface DeviceAddress {
  readonly endpoint: Endpoint;
  /** CHAP_N. */
  readonly user?: string;
  readonly targetName?: string;
  /** Never without a target. */
  readonly lun?: number;
}

const example = 'iscsi://127.0.0.1/iqn.2026-11.local.tapelab:drive0/0';
/** RFC 7143 §4.2.7.4 to §4.2.7.6: `iqn.`, `eui.` and `naa.` names. */
const targetName = /^(iqn\.\d{4}-\d{2}\.[^\s/]+|eui\.[0-9a-f]{16}|naa\.([0-9a-f]{16}|[0-9a-f]{32}))$/i;
/** As much as the flat space addressing method holds (SAM-5 §4.7.7.3). */
const MOST_LUN = 16_383;

/** @throws UserError saying which part of it is wrong */
export function parseDeviceAddress(text: string): DeviceAddress {
  const refuse = (message: string, hint = `write it like ${example}.`): UserError =>
    new UserError('address-invalid', message, { hint, exitCode: 2 });
  const [, scheme, rest = ''] = /^(iscsi:\/\/)?(.*)$/is.exec(text.trim())!;
  if (scheme === undefined) throw refuse(`'${text}' is no iSCSI address.`);
  const [authority = '', name = '', lun = '', ...surplus] = rest.replace(/\/+$/, '').split('/');
  if (surplus.length > 0) throw refuse(`'${text}' has more than a portal, a target and a LUN.`);
  const at = authority.lastIndexOf('@');
  const user = at < 0 ? undefined : decoded(authority.slice(0, at));
  if (user === '' || (at >= 0 && authority.slice(0, at).includes(':')))
    throw refuse(
      'Before the @ of an address stands the name of a CHAP user and nothing else.',
      'a secret is read from a file: --chap-secret-file.',
    );
  const portal = parseTargetAddress(authority.slice(at + 1));
  if (portal === undefined || portal.portalGroupTag !== undefined) throw refuse(`'${authority.slice(at + 1)}' is no portal.`);
  if (name !== '' && !targetName.test(name)) throw refuse(`'${name}' is no name of a target.`);
  if (lun !== '' && !(/^\d{1,5}$/.test(lun) && Number(lun) <= MOST_LUN))
    throw refuse(`'${lun}' is no LUN.`, `a LUN is a whole number from 0 to ${MOST_LUN}.`);
  return {
    endpoint: portal.endpoint,
    ...(user !== undefined && { user }),
    // Names are compared in lower case (RFC 3722).
    ...(name !== '' && { targetName: name.toLowerCase() }),
    ...(lun !== '' && { lun: Number(lun) }),
  };
}

/** As it can be given again; without the user, and without the port that needs no telling. */
export function formatDeviceAddress({ endpoint, targetName: name, lun }: DeviceAddress): string {
  const portal = formatEndpoint(endpoint).replace(new RegExp(`:${ISCSI_PORT}$`), '');
  return `iscsi://${portal}${name === undefined ? '' : `/${name}`}${lun === undefined ? '' : `/${lun}`}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

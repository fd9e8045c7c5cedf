/**
 * What `tapelab.yaml` may say. Shape and single values are checked here; what spans several places (a drive that two targets want) is in
 * `contradictions.ts`, and the file with its positions in `load.ts`.
 *
 *     listen: 127.0.0.1:3260
 *     drives:
 *       drive0: { model: lto-8, serial: TL4F29A1C3, cartridge: LAB001L8 }      more: `drive-schema.ts`
 *     libraries:
 *       library: { model: ibm-3573-tl, serial: …, drives: [drive1] }           more: `library-schema.ts`
 *     targets:
 *       iqn.2026-11.local.tapelab:drive0:
 *         luns: { 0: drive0 }
 *         access: …                          who may come in: `access-schema.ts`
 *     limits: …                              how much they may take: `limits-schema.ts`
 */
import * as z from 'zod';
import { discoveryAccess, ownCredential, targetAccess } from './access-schema.ts';
import { drive } from './drive-schema.ts';
import { parseEndpoint, parseReachable } from './endpoint.ts';
import { library } from './library-schema.ts';
import { keepAlive, limits, session } from './limits-schema.ts';
import type { Surroundings } from './surroundings.ts';
import { oneOrMore, parsed, text, wholeNumber } from './value.ts';

/** The name of a drive or of a library: a word on the command line, and part of a file's name. */
const deviceName = (device: string, example: string) =>
  text((name) =>
    /^[a-z][a-z0-9-]{0,31}$/.test(name)
      ? undefined
      : {
          message: `'${name}' is no name for a ${device}.`,
          hint: `a ${device} is called by lower-case letters, digits and hyphens, like ${example}.`,
        },
  );

const lun = text((number) =>
  /^(0|[1-9]\d{0,4})$/.test(number) && Number(number) <= 16_383
    ? undefined
    : { message: `'${number}' is no LUN.`, hint: 'a LUN is a whole number from 0 to 16383.' },
);

/** Names are compared in lower case (RFC 3722), so capitals would only hide that two are the same. */
const targetName = (problemOf: Surroundings['iscsiNameProblem']) =>
  text((name) => {
    const problem = problemOf(name);
    if (problem !== undefined)
      return { message: `'${name}' ${problem}.`, hint: 'a target name looks like iqn.2026-11.local.tapelab:drive0.' };
    return name === name.toLowerCase() ? undefined : { message: `'${name}' has capital letters.`, hint: `write ${name.toLowerCase()}.` };
  });

/** RFC 7143 §4.4.1. */
const portalGroupTag = wholeNumber({ least: 0, most: 65_535, why: 'the tag of a portal group has 16 bits' });

const listen = parsed(parseEndpoint);
/** What SendTargets tells, where initiators reach this machine by another address. */
const advertise = parsed(parseReachable);

export const configurationSchema = (surroundings: Surroundings) =>
  z.strictObject({
    listen: listen.optional(),
    advertise: advertise.optional(),
    portals: oneOrMore(z.strictObject({ listen, advertise: advertise.optional(), group: portalGroupTag.optional() })).optional(),
    discovery: z
      .strictObject({ access: discoveryAccess(surroundings).optional(), chap: ownCredential(surroundings).optional() })
      .optional(),
    drives: z.record(deviceName('drive', 'drive0'), drive(surroundings)),
    libraries: z.record(deviceName('library', 'library'), library(surroundings)).prefault({}),
    targets: z.record(
      targetName(surroundings.iscsiNameProblem),
      z.strictObject({
        alias: z.string().max(255).optional().describe('TargetAlias, a name for people (RFC 7143 §13.6)'),
        luns: z.record(lun, z.string()),
        groups: oneOrMore(portalGroupTag).optional().describe('the portal groups it is reached through; all unless given'),
        access: targetAccess(surroundings).optional(),
        chap: ownCredential(surroundings).optional(),
        redirect: z.strictObject({ to: advertise, permanent: z.boolean().optional() }).optional(),
      }),
    ),
    limits: limits.prefault({}),
    keepAlive: keepAlive.prefault({}),
    session: session.prefault({}),
  });

export type Configuration = z.output<ReturnType<typeof configurationSchema>>;

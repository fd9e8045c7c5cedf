/**
 * What `tapelab.yaml` may say. Shape and single values are checked here; what spans several places (a drive that two targets want) is in
 * `contradictions.ts`, and the file with its positions in `load.ts`.
 *
 *     listen: 127.0.0.1:3260
 *     drives:
 *       drive0: { model: lto-8, serial: TL4F29A1C3, cartridge: LAB001L8 }
 *     targets:
 *       iqn.2026-11.local.tapelab:drive0:
 *         luns: { 0: drive0 }
 */
import { z } from 'zod';
import { didYouMean } from '../foundation/did-you-mean.ts';
import { UserError } from '../foundation/user-error.ts';
import { parseEndpoint } from './endpoint.ts';

/** What the other rooms know and a configuration may name. */
export interface KnownNames {
  readonly models: readonly string[];
  /** What is wrong with an iSCSI name, as the end of a sentence that begins with the name. */
  readonly iscsiNameProblem: (name: string) => string | undefined;
}

/** A check that answers what is wrong: its sentence becomes the message, its hint the hint. */
type Fault = { readonly message: string; readonly hint?: string | undefined } | undefined;

const text = (fault: (value: string) => Fault) =>
  z.string().superRefine((value, context) => {
    const found = fault(value);
    if (found !== undefined) context.addIssue({ code: 'custom', message: found.message, params: { hint: found.hint } });
  });

const endpoint = z.string().transform((value, context) => {
  try {
    return parseEndpoint(value);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.addIssue({ code: 'custom', message: error.message, params: { hint: error.hint } });
    return z.NEVER;
  }
});

const driveName = text((name) =>
  /^[a-z][a-z0-9-]{0,31}$/.test(name)
    ? undefined
    : { message: `'${name}' is no name for a drive.`, hint: 'a drive is called by lower-case letters, digits and hyphens, like drive0.' },
);

const lun = text((number) =>
  /^(0|[1-9]\d{0,4})$/.test(number) && Number(number) <= 16_383
    ? undefined
    : { message: `'${number}' is no LUN.`, hint: 'a LUN is a whole number from 0 to 16383.' },
);

/** UNIT SERIAL NUMBER (SPC-5 §7.7.19) is ASCII; hosts compare it as text, and some cut it at 32. */
const serialNumber = text((serial) =>
  /^[0-9A-Za-z_-]{1,32}$/.test(serial)
    ? undefined
    : { message: `'${serial}' is no serial number.`, hint: 'a serial number has 1 to 32 letters, digits, hyphens and underscores.' },
);

/** Names are compared in lower case (RFC 3722), so capitals would only hide that two are the same. */
const targetName = (problemOf: KnownNames['iscsiNameProblem']) =>
  text((name) => {
    const problem = problemOf(name);
    if (problem !== undefined)
      return { message: `'${name}' ${problem}.`, hint: 'a target name looks like iqn.2026-11.local.tapelab:drive0.' };
    return name === name.toLowerCase() ? undefined : { message: `'${name}' has capital letters.`, hint: `write ${name.toLowerCase()}.` };
  });

export const configurationSchema = ({ models, iscsiNameProblem }: KnownNames) =>
  z.strictObject({
    listen: endpoint.optional().describe('where the target accepts connections'),
    advertise: endpoint.optional().describe('the address that SendTargets tells, where initiators reach this machine by another one'),
    drives: z.record(
      driveName,
      z.strictObject({
        model: text((name) =>
          models.includes(name) ? undefined : { message: `'${name}' is no known drive model.`, hint: didYouMean(name, models) },
        ),
        serial: serialNumber,
        cartridge: z.string().min(1).optional().describe('the cartridge that is in the drive when the home is first served'),
      }),
    ),
    targets: z.record(
      targetName(iscsiNameProblem),
      z.strictObject({
        alias: z.string().max(255).optional().describe('TargetAlias, a name for people (RFC 7143 §13.7)'),
        luns: z.record(lun, z.string()),
      }),
    ),
  });

export type Configuration = z.output<ReturnType<typeof configurationSchema>>;

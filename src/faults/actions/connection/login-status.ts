/** Logins that are refused (RFC 7143 §11.13.5). */
import * as z from 'zod';
import { complain } from '../../../config/value.ts';
import { didYouMean } from '../../../foundation/did-you-mean.ts';
import { LoginStatus } from '../../../wire/login-response.ts';
import { Opcode } from '../../../wire/opcode.ts';
import { defineAction } from '../../action.ts';
import { codesOf } from '../../code-words.ts';
import { endLogin } from '../../login-answer.ts';

const { success: _, ...refusals } = LoginStatus;
const named = codesOf(refusals);

/** A name, or class and detail in hexadecimal: `03/01`. */
const loginStatus = z.string().transform((text, context): number => {
  const [, statusClass, detail] = /^([0-9a-f]{1,2})h?\/([0-9a-f]{1,2})h?$/i.exec(text) ?? [];
  const status =
    statusClass === undefined ? named.get(text.toLowerCase()) : Number.parseInt(statusClass, 16) * 256 + Number.parseInt(detail!, 16);
  if (status === undefined)
    complain(context, {
      message: `'${text}' is no login status`,
      hint: didYouMean(text, named.keys()) ?? 'write it like target-error or 03/00.',
    });
  else if (status < 0x100) complain(context, { message: `'${text}' is no refusal`, hint: 'class 00 means that the login goes on.' });
  return status ?? z.NEVER;
});

export const loginStatusAction = defineAction({
  name: 'login-status',
  group: 'connection',
  summary: 'Refuse a login with the status that is given.',
  manual:
    'The answer to a Login Request is a Login Response with this Status-Class and Status-Detail, and the connection ends after it, as the standard has ' +
    'it. The target hears nothing of the login: a session that would have been replaced goes on. Whether a host tries again, and when, depends on the ' +
    "class: 02h is its own mistake, 03h the target's.",
  parameters: z.strictObject({
    status: loginStatus.prefault('service-unavailable').describe(`class/detail in hexadecimal, or one of ${[...named.keys()].join(', ')}`),
  }),
  concerns: { pdu: [Opcode.loginRequest] },
  at: { pdu: ({ connection, pdu }, { status }) => endLogin(connection, pdu, status) },
});

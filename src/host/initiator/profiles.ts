/** The profiles there are, by the names that the command line has for them. */
import { microsoft1 } from './profiles/microsoft-1.ts';
import { microsoft2 } from './profiles/microsoft-2.ts';
import { openIscsi } from './profiles/open-iscsi.ts';
import { tapelab } from './profiles/tapelab.ts';

export const initiatorProfiles = {
  'ms-iscsi-1.x': microsoft1,
  'ms-iscsi-2.x': microsoft2,
  'open-iscsi': openIscsi,
  tapelab,
} as const;

export type InitiatorProfileName = keyof typeof initiatorProfiles;

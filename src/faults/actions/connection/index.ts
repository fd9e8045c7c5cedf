/** What becomes of connections, portals and logins. */
import type { Action } from '../../action.ts';
import { finish } from './finish.ts';
import { halfOpen } from './half-open.ts';
import { hideTarget } from './hide-target.ts';
import { loginStatusAction } from './login-status.ts';
import { portalDown } from './portal-down.ts';
import { portalUp } from './portal-up.ts';
import { redirect } from './redirect.ts';
import { refuse } from './refuse.ts';
import { resetConnection } from './reset-connection.ts';
import { resume } from './resume.ts';
import { stallReads } from './stall-reads.ts';
import { stallWrites } from './stall-writes.ts';
import { throttle } from './throttle.ts';

export const connectionActions: readonly Action[] = [
  refuse,
  resetConnection,
  finish,
  halfOpen,
  stallReads,
  stallWrites,
  throttle,
  resume,
  portalDown,
  portalUp,
  loginStatusAction,
  redirect,
  hideTarget,
];

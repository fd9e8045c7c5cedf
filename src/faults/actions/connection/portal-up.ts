/** Initiators are let in again. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';

export const portalUp = defineAction({
  name: 'portal-up',
  group: 'connection',
  summary: 'Listen again wherever portal-down has ended it.',
  manual:
    'The portals have the addresses that they had. Where another program has taken one meanwhile, that one stays shut, and the fault is told as failed.',
  parameters: z.strictObject({}),
  occasion: 'pdu',
  deed: (_subject, _parameters, hands) => hands.portals.open(),
});

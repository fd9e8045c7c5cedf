/** What a target tells unasked (RFC 7143 §11.9.1). */
import * as z from 'zod';
import { ByteList } from '../../../foundation/byte-list.ts';
import { encodeSense } from '../../../scsi/sense-format.ts';
import { encodeLun, toLun } from '../../../scsi/target.ts';
import { AsyncEvent } from '../../../wire/async-message.ts';
import { Opcode } from '../../../wire/opcode.ts';
import { senseSegment } from '../../../wire/sense-segment.ts';
import { defineAction } from '../../action.ts';
import { codesOf, codeWord } from '../../code-words.ts';
import { senseWords } from '../../sense-words.ts';
import { duration } from '../../words.ts';

const events = codesOf(AsyncEvent);

const seconds = (ms: number): number => Math.min(Math.ceil(ms / 1000), 0xffff);

export const asyncMessageAction = defineAction({
  name: 'async-message',
  group: 'wire',
  summary: 'Send an Asynchronous Message.',
  manual:
    'The message is sent and no more is done: a host that is asked to log out may or may not, and a connection that is said to be dropped is there until ' +
    'another rule drops it. 0 tells of sense data, 1 asks for a logout, 2 and 3 announce the end of this or all connections, 4 asks for a negotiation.',
  parameters: z.strictObject({
    event: codeWord(events, 'asynchronous event').describe(`a number, or one of ${[...events.keys()].join(', ')}`),
    lun: z.number().int().min(0).max(16_383).default(0).describe('0 and 5: the logical unit'),
    sense: senseWords.prefault('UNIT ATTENTION / POWER ON, RESET, OR BUS DEVICE RESET OCCURRED').describe('0: the sense data'),
    within: duration.prefault('5s').describe('1 and 4: how long the host has'),
    time2Wait: duration.prefault('2s').describe('2 and 3: how long the host is to wait before it comes back'),
    time2Retain: duration.prefault('0s').describe('2 and 3: how long the session is kept after that'),
    connectionId: z.number().int().min(0).max(0xffff).default(0).describe('2: the CID of the connection'),
  }),
  occasion: 'pdu',
  deed: (subject, { event, lun, sense, within, time2Wait, time2Retain, connectionId }, hands) => {
    const ofUnit = event === AsyncEvent.scsi || event === AsyncEvent.taskTermination;
    const ofDrop = event === AsyncEvent.connectionDropped || event === AsyncEvent.allConnectionsDropped;
    const ofWish = event === AsyncEvent.logoutRequest || event === AsyncEvent.negotiationRequest;
    for (const connection of hands.connections(subject)) {
      // Nobody is told anything before the end of its login.
      if (connection.session === undefined) continue;
      connection.send({
        opcode: Opcode.asyncMessage,
        lun: ofUnit ? encodeLun(toLun(lun)) : 0n,
        statSn: 0,
        expCmdSn: 0,
        maxCmdSn: 0,
        asyncEvent: event,
        asyncVCode: 0,
        parameter1: event === AsyncEvent.connectionDropped ? connectionId : 0,
        parameter2: ofDrop ? seconds(time2Wait) : 0,
        parameter3: ofDrop ? seconds(time2Retain) : ofWish ? seconds(within) : 0,
        data: event === AsyncEvent.scsi ? senseSegment(encodeSense(sense)) : ByteList.empty,
      });
    }
  },
});

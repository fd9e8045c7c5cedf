/**
 * What each notice is on the wire (RFC 7143 §11.9). AsyncVCode belongs to vendors' events and is reserved in all of these.
 *
 *     AsyncEvent               LUN   Parameter1   Parameter2   Parameter3    data segment
 *     0 SCSI event             LUN   .            .            .             SenseLength, sense data, event data
 *     1 logout request         .     .            .            seconds       .
 *     2 connection dropped     .     CID          Time2Wait    Time2Retain   .
 *     3 all are dropped        .     .            Time2Wait    Time2Retain   .
 *     4 negotiation request    .     .            .            seconds       .
 *     5 task termination       LUN   .            .            .             .
 *
 * Event 5 takes TaskReporting=FastAbort (§13.23). This target answers RFC3720, and so never sends it unless somebody has it do so.
 */
import { putUint16 } from '../foundation/big-endian.ts';
import { ByteList } from '../foundation/byte-list.ts';
import { encodeLun } from '../scsi/target.ts';
import { AsyncEvent, type AsyncMessagePdu } from '../wire/async-message.ts';
import type { AsyncNotice } from './async-notice.ts';
import type { SequenceNumbers } from './numbering.ts';

/** The fields that tell of the event. */
export type AsyncMessageContent = Omit<AsyncMessagePdu, 'opcode' | keyof SequenceNumbers>;

const nothing = { lun: 0n, asyncVCode: 0, parameter1: 0, parameter2: 0, parameter3: 0, data: ByteList.empty } as const;

type Row<Event extends AsyncNotice['event']> = (notice: Extract<AsyncNotice, { readonly event: Event }>) => AsyncMessageContent;

const rows: { readonly [Event in AsyncNotice['event']]: Row<Event> } = {
  scsi: ({ lun, sense, eventData }) => ({
    ...nothing,
    asyncEvent: AsyncEvent.scsi,
    lun: encodeLun(lun),
    data: eventSegment(sense, eventData),
  }),
  'logout-request': ({ withinSeconds }) => ({ ...nothing, asyncEvent: AsyncEvent.logoutRequest, parameter3: seconds(withinSeconds) }),
  'connection-dropped': ({ connectionId, time2WaitSeconds, time2RetainSeconds }) => ({
    ...nothing,
    asyncEvent: AsyncEvent.connectionDropped,
    parameter1: connectionId,
    parameter2: seconds(time2WaitSeconds),
    parameter3: seconds(time2RetainSeconds),
  }),
  'all-connections-dropped': ({ time2WaitSeconds, time2RetainSeconds }) => ({
    ...nothing,
    asyncEvent: AsyncEvent.allConnectionsDropped,
    parameter2: seconds(time2WaitSeconds),
    parameter3: seconds(time2RetainSeconds),
  }),
  'negotiation-request': ({ withinSeconds }) => ({
    ...nothing,
    asyncEvent: AsyncEvent.negotiationRequest,
    parameter3: seconds(withinSeconds),
  }),
  'task-termination': ({ lun }) => ({ ...nothing, asyncEvent: AsyncEvent.taskTermination, lun: encodeLun(lun) }),
};

export const asyncMessage = <N extends AsyncNotice>(notice: N): AsyncMessageContent =>
  (rows[notice.event] as (notice: N) => AsyncMessageContent)(notice);

/** Whole seconds, as many as the field holds. */
const seconds = (time: number): number => Math.min(Math.max(0, Math.ceil(time)), 0xffff);

/** Two bytes SenseLength, the sense data, the event data (§11.9.4). */
function eventSegment(sense: Uint8Array, eventData: Uint8Array = new Uint8Array(0)): ByteList {
  const segment = new Uint8Array(2 + sense.length + eventData.length);
  putUint16(segment, 0, sense.length);
  segment.set(sense, 2);
  segment.set(eventData, 2 + sense.length);
  return ByteList.of(segment);
}

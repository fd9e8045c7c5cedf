/**
 * The good conduct of a target: everything RFC 7143 demands of every PDU whatever the test is about, checked on every PDU of every test.
 * Both directions pass here, because most rules tie what a target sends to what it was sent.
 *
 * A violation is thrown at once, with the clause, and fails the connection it was seen on.
 */
import { defaultLimits, demand, type Limits, noTag } from './demand.ts';
import type { Received, Request } from './pdu-table.ts';
import { distance, plus } from './sequence-number.ts';
import { TaskConduct } from './task-conduct.ts';

const answered: Readonly<Record<string, Request['kind']>> = {
  'login-response': 'login-request',
  'text-response': 'text-request',
  'logout-response': 'logout-request',
  'task-management-response': 'task-management-request',
  'nop-in': 'nop-out',
};

export class Conduct {
  limits: Limits = defaultLimits;
  /** The StatSN that the next status has to bear; undefined before the first. */
  expStatSn: number | undefined;
  /** The window as last told; undefined before the first response. */
  window: { readonly expCmdSn: number; readonly maxCmdSn: number } | undefined;
  readonly tasks = new Map<number, TaskConduct>();
  /** The highest CmdSN sent without the I bit. */
  #lastCmdSn: number | undefined;
  readonly #requests = new Map<number, Request>();

  sent(pdu: Request): void {
    if ('cmdSn' in pdu && pdu.cmdSn !== undefined) {
      const counted = pdu.immediate || pdu.kind === 'login-request' ? plus(pdu.cmdSn, -1) : pdu.cmdSn;
      if (this.#lastCmdSn === undefined || distance(this.#lastCmdSn, counted) > 0) this.#lastCmdSn = counted;
    }
    const tag = pdu.kind === 'snack-request' ? undefined : pdu.initiatorTaskTag;
    if (pdu.kind === 'data-out') this.tasks.get(pdu.initiatorTaskTag ?? noTag)?.dataOutSent(pdu);
    // A number outside the window is ignored in silence, so its tag is not in use; a retry keeps the state of the first.
    else if (pdu.kind === 'scsi-command' && !this.tasks.has(tag!)) this.tasks.set(tag!, new TaskConduct(pdu, this.limits));
    else if (tag !== undefined && tag !== noTag) this.#requests.set(tag, pdu);
  }

  received(pdu: Received): void {
    demand(
      pdu.data.length <= this.limits.maxRecvDataSegmentLength,
      '§13.12',
      `a data segment of ${pdu.data.length} bytes exceeds MaxRecvDataSegmentLength`,
      pdu,
    );
    this.#checkNumbers(pdu);
    if (pdu.kind === 'nop-in' || pdu.kind === 'text-response') {
      const bare = pdu.targetTransferTag === noTag;
      demand(!bare || (pdu.lun === 0 && pdu.lunLowerLevels === 0), '§11.11.4', 'a LUN without a Target Transfer Tag it belongs to', pdu);
    }
    switch (pdu.kind) {
      case 'data-in':
      case 'r2t':
      case 'scsi-response':
        this.#checkTask(pdu);
        break;
      case 'login-response':
      case 'text-response':
      case 'logout-response':
      case 'task-management-response':
        this.#checkResponse(pdu);
        break;
      case 'nop-in':
        demand(pdu.final, '§11.19', 'byte 1 of a NOP-In is 80h', pdu);
        demand(pdu.initiatorTaskTag !== noTag || pdu.data.length === 0, '§11.19', 'a NOP-In of the target itself has data', pdu);
        if (pdu.initiatorTaskTag === noTag) break;
        demand(pdu.targetTransferTag === noTag, '§11.19', 'an answer to a ping has a Target Transfer Tag', pdu);
        this.#checkResponse(pdu);
        break;
      case 'reject':
        demand(pdu.final && pdu.initiatorTaskTag === noTag, '§11.17', 'a Reject has F=1 and the reserved tag', pdu);
        demand(pdu.reason >= 0x02 && pdu.reason <= 0x0c && pdu.reason !== 0x0b, '§11.17.1', `${pdu.reason} is no reason`, pdu);
        demand(pdu.data.length >= 48, '§11.17', 'a Reject carries the whole header it is about', pdu);
        break;
      case 'async-message':
        demand(pdu.final && pdu.initiatorTaskTag === noTag, '§11.9', 'an Async Message has F=1 and the reserved tag', pdu);
        break;
      default:
        throw new Error(`a target does not send a ${pdu.kind}`);
    }
  }

  /** §4.2.2: StatSN counts the statuses of the connection, ExpCmdSN and MaxCmdSN never go back and never run ahead of the initiator. */
  #checkNumbers(pdu: Received): void {
    if (!('statSn' in pdu)) return;
    if (pdu.kind === 'login-response' && pdu.statusClass !== 0) return;
    const status = pdu.kind !== 'r2t' && !(pdu.kind === 'data-in' && !pdu.hasStatus) && !isPing(pdu);
    if (pdu.kind !== 'data-in' || pdu.hasStatus) {
      const expected = this.expStatSn ?? pdu.statSn;
      demand(pdu.statSn === expected, '§4.2.2.2', `StatSN is ${pdu.statSn}, not ${expected}`, pdu);
      this.expStatSn = status ? plus(pdu.statSn, 1) : expected;
    }
    const { expCmdSn, maxCmdSn } = pdu;
    demand(distance(expCmdSn, maxCmdSn) >= -1, '§4.2.2.1', 'MaxCmdSN is less than ExpCmdSN - 1', pdu);
    if (this.window !== undefined) {
      demand(distance(this.window.expCmdSn, expCmdSn) >= 0, '§4.2.2.1', `ExpCmdSN goes back from ${this.window.expCmdSn}`, pdu);
      demand(distance(this.window.maxCmdSn, maxCmdSn) >= 0, '§4.2.2.1', `MaxCmdSN goes back from ${this.window.maxCmdSn}`, pdu);
    }
    if (this.#lastCmdSn !== undefined) {
      demand(distance(expCmdSn, plus(this.#lastCmdSn, 1)) >= 0, '§4.2.2.1', `ExpCmdSN is past the last CmdSN, ${this.#lastCmdSn}`, pdu);
    }
    this.window = { expCmdSn, maxCmdSn };
  }

  #checkTask(pdu: Received<'data-in' | 'r2t' | 'scsi-response'>): void {
    const task = this.tasks.get(pdu.initiatorTaskTag);
    demand(task !== undefined, '§11.2.1.8', `no task has the tag ${pdu.initiatorTaskTag.toString(16)}h`, pdu);
    task.received(pdu);
    if (pdu.kind !== 'scsi-response' && !(pdu.kind === 'data-in' && pdu.hasStatus)) return;
    this.tasks.delete(pdu.initiatorTaskTag);
    const { cmdSn, immediate } = task.command;
    demand(
      immediate === true || distance(cmdSn!, pdu.expCmdSn) > 0,
      '§4.2.2.1',
      'a command is answered before ExpCmdSN has passed it',
      pdu,
    );
  }

  #checkResponse(pdu: Received<'login-response' | 'text-response' | 'logout-response' | 'task-management-response' | 'nop-in'>): void {
    const request = this.#requests.get(pdu.initiatorTaskTag);
    // "Invalid during login" answers what was no Login Request (§6.3).
    if (pdu.kind === 'login-response' && pdu.statusClass === 2 && pdu.statusDetail === 0x0b) return;
    demand(
      request !== undefined && request.kind === answered[pdu.kind],
      '§11.2.1.8',
      `no ${answered[pdu.kind]} has the tag ${pdu.initiatorTaskTag.toString(16)}h`,
      pdu,
    );
    this.#requests.delete(pdu.initiatorTaskTag);
    if (pdu.kind === 'login-response') {
      if (request.kind === 'login-request') checkLogin(pdu, request);
      return;
    }
    if (pdu.kind === 'text-response') {
      demand(!(pdu.final && pdu.continues), '§11.11.2', 'F and C are both set', pdu);
      demand(
        pdu.final === (pdu.targetTransferTag === noTag),
        '§11.11.4',
        'F=1 goes with the reserved Target Transfer Tag, F=0 with another',
        pdu,
      );
      return;
    }
    demand(pdu.final, '§11.6', 'byte 1, bit 7 is not set', pdu);
    if (pdu.kind === 'task-management-response' && request.kind === 'task-management-request' && pdu.response === 0) this.#forget(request);
  }

  /** §11.5.1: after the response to an abort nothing more is heard of the tasks it aborted. */
  #forget(request: Request<'task-management-request'>): void {
    const wholeTarget = request.function === 6 || request.function === 7;
    for (const [tag, { command }] of this.tasks) {
      const earlier = distance(command.cmdSn!, request.cmdSn!) >= 0;
      const meant =
        request.function === 1
          ? tag === request.referencedTaskTag
          : wholeTarget ||
            ((request.function === 2 || request.function === 4 || request.function === 5) && (command.lun ?? 0) === (request.lun ?? 0));
      if (meant && (earlier || request.function === 1)) this.tasks.delete(tag);
    }
  }
}

const isPing = (pdu: Received): boolean => pdu.kind === 'nop-in' && pdu.initiatorTaskTag === noTag;

function checkLogin(pdu: Received<'login-response'>, request: Request<'login-request'>): void {
  demand(pdu.isid === (request.isid ?? 0), '§11.13', 'the ISID is not that of the request', pdu);
  demand(pdu.versionActive === 0 && pdu.versionMax === 0, '§11.13.2', 'the version is not 00h', pdu);
  if (pdu.statusClass !== 0) {
    demand(!pdu.transit, '§11.13.6', 'T is set in a failure', pdu);
    return;
  }
  demand(pdu.currentStage === (request.currentStage ?? 0), '§11.13', 'the stage is not that of the request', pdu);
  demand(!(pdu.transit && pdu.continues), '§11.13.7', 'T and C are both set', pdu);
  demand(!pdu.transit || request.transit === true, '§11.13.6', 'T is set without the initiator having set it', pdu);
  demand(!pdu.transit || pdu.nextStage === request.nextStage, '§11.12.3', 'NSG is not the one that was asked for', pdu);
  demand(pdu.transit || pdu.nextStage === 0, '§11.12.3', 'NSG is reserved while T is 0', pdu);
  const last = pdu.transit && pdu.nextStage === 3;
  if (!last) demand(pdu.tsih === (request.tsih ?? 0), '§11.13.3', 'TSIH changes before the final response', pdu);
  else demand(pdu.tsih !== 0, '§11.13.3', 'the final response has no TSIH', pdu);
}

/**
 * An initiator of one connection per session (RFC 7143 §4.2.4 to §4.2.6): it logs in with whatever pairs and stages a test wants, keeps the
 * numbers, and runs commands. Behind it lies a `Connection` in raw control, and on every PDU the rules of good conduct.
 */
import { type Address, bounded, Connection } from './connection.ts';
import { type Limits, noTag } from './demand.ts';
import { type LoginOptions, type LoginOutcome, logIn } from './login.ts';
import type { Received, Request } from './pdu-table.ts';
import { plus } from './sequence-number.ts';
import { type CommandOptions, type Completion, Task } from './task.ts';
import { decodeText, encodeText, type Pairs } from './text-pairs.ts';

/** FUNCTION of a task management request (§11.5.1). */
export const taskManagement = {
  abortTask: 1,
  abortTaskSet: 2,
  clearAca: 3,
  clearTaskSet: 4,
  logicalUnitReset: 5,
  targetWarmReset: 6,
  targetColdReset: 7,
  taskReassign: 8,
} as const;

export class Initiator {
  readonly connection: Connection;
  readonly login: LoginOutcome;
  /** The CmdSN of the next command that is not immediate. */
  cmdSn: number;
  /** Whether pings of the target are answered, as they are to be (§11.18); when not, they are kept. */
  answersPings = true;
  readonly #tasks = new Map<number, Task>();
  #nextTag = 0x100;

  /** Connects and logs in; a login that fails is an error here. */
  static async logIn(address: Address, options: LoginOptions): Promise<Initiator> {
    const connection = await Connection.open(address);
    const login = await logIn(connection, options);
    if (login.statusClass !== 0) throw new Error(`login failed with ${login.statusClass.toString(16)}/${login.statusDetail.toString(16)}`);
    return new Initiator(connection, login, options.cmdSn ?? 1);
  }

  constructor(connection: Connection, login: LoginOutcome, cmdSn: number) {
    this.connection = connection;
    this.login = login;
    this.cmdSn = cmdSn;
    connection.take = (pdu) => this.#take(pdu);
    connection.onFailure((error) => {
      for (const task of this.#tasks.values()) task.fail(error);
    });
  }

  get limits(): Limits {
    return this.connection.conduct.limits;
  }

  /** The ExpStatSN that acknowledges all that has come (§11.3.6). */
  get expStatSn(): number {
    return this.connection.conduct.expStatSn ?? 0;
  }

  /** A tag that no task of this session has. */
  newTag(): number {
    return this.#nextTag++;
  }

  /** The numbers of the next request; an immediate one takes no CmdSN of its own. */
  numbers(immediate = false): { initiatorTaskTag: number; cmdSn: number; expStatSn: number; immediate: boolean } {
    const numbers = { initiatorTaskTag: this.newTag(), cmdSn: this.cmdSn, expStatSn: this.expStatSn, immediate };
    if (!immediate) this.cmdSn = plus(this.cmdSn, 1);
    return numbers;
  }

  /** Sends a command with the data that may go with it, and leaves the rest to its task. */
  start(cdb: Uint8Array, options: CommandOptions = {}): Task {
    const task = new Task(this, cdb, options);
    this.#tasks.set(task.tag, task);
    task.send();
    return task;
  }

  /** A command from CDB to status. */
  command(cdb: Uint8Array, options: CommandOptions = {}): Promise<Completion> {
    const task = this.start(cdb, options);
    return bounded(task.completion, () => `the end of a command ${Buffer.from(cdb).toString('hex')}`);
  }

  /** Sends a ping and gives what came back; all that was sent before has been taken note of then. */
  async ping(data: Uint8Array = new Uint8Array(), immediate = true): Promise<Received<'nop-in'>> {
    const numbers = this.numbers(immediate);
    this.connection.send({ kind: 'nop-out', final: true, targetTransferTag: noTag, data, ...numbers });
    return this.connection.receive('nop-in', ({ initiatorTaskTag }) => initiatorTaskTag === numbers.initiatorTaskTag);
  }

  /** A text negotiation of one request; the pieces of a long answer are asked for one by one (§11.11). */
  async text(pairs: Pairs): Promise<Pairs> {
    const { connection } = this;
    const numbers = this.numbers();
    const pieces: Uint8Array[] = [];
    let request: Request<'text-request'> = {
      kind: 'text-request',
      final: true,
      targetTransferTag: noTag,
      data: encodeText(pairs),
      ...numbers,
    };
    for (;;) {
      connection.send(request);
      const response = await connection.receive('text-response', ({ initiatorTaskTag }) => initiatorTaskTag === numbers.initiatorTaskTag);
      pieces.push(response.data);
      if (response.final) return decodeText(Buffer.concat(pieces));
      const { targetTransferTag } = response;
      request = { kind: 'text-request', final: true, ...this.numbers(), initiatorTaskTag: numbers.initiatorTaskTag, targetTransferTag };
    }
  }

  /** Sends a task management request; gives its RESPONSE. */
  async manage(taskManagementFunction: number, fields: Partial<Request<'task-management-request'>> & { of?: Task } = {}): Promise<number> {
    const { of: task, ...rest } = fields;
    const numbers = this.numbers(true);
    this.connection.send({
      kind: 'task-management-request',
      final: true,
      function: taskManagementFunction,
      referencedTaskTag: task?.tag ?? noTag,
      refCmdSn: task?.cmdSn ?? 0,
      ...numbers,
      ...rest,
    });
    const tag = rest.initiatorTaskTag ?? numbers.initiatorTaskTag;
    return (await this.connection.receive('task-management-response', ({ initiatorTaskTag }) => initiatorTaskTag === tag)).response;
  }

  /** Logs out (§11.14) and gives the response; with reason 0 or 1 the target then ends the connection, which is awaited. */
  async logOut(reason = 0, fields: Partial<Request<'logout-request'>> = {}): Promise<Received<'logout-response'>> {
    const numbers = this.numbers(true);
    this.connection.send({ kind: 'logout-request', final: true, reason, cid: this.login.cid, ...numbers, ...fields });
    const response = await this.connection.receive(
      'logout-response',
      ({ initiatorTaskTag }) => initiatorTaskTag === numbers.initiatorTaskTag,
    );
    if (response.response === 0) {
      this.connection.end();
      await this.connection.closed();
    }
    return response;
  }

  /** Answers a ping of the target's own. */
  answerPing({ lun, targetTransferTag }: Received<'nop-in'>): void {
    this.connection.send({ kind: 'nop-out', final: true, lun, targetTransferTag, ...this.numbers(true), initiatorTaskTag: noTag });
  }

  #take(pdu: Received): boolean {
    if (pdu.kind === 'nop-in' && pdu.targetTransferTag !== noTag && this.answersPings) {
      this.answerPing(pdu);
      return true;
    }
    const task = this.#tasks.get(pdu.initiatorTaskTag);
    if (task === undefined) return false;
    const ended = task.take(pdu);
    if (ended) this.#tasks.delete(pdu.initiatorTaskTag);
    return true;
  }
}

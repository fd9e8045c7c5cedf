/**
 * The operator, who goes on working while the target is under fire: takes cartridges out and puts them back, opens doors, ends sessions, asks
 * their initiators to log out and sends them Asynchronous Messages. Such a session is a guest of the operator's own, which has something under
 * way and then says whatever is drawn. Every verb is answered in time; what it wanted may be gone, so it may be refused.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Dice } from './dice.ts';
import { type Address, Peer } from './peer.ts';
import { drawShot } from './shots.ts';
import { enter, states } from './states.ts';
import type { Tally } from './tally.ts';
import { patienceMs } from './target-home.ts';
import type { TargetProcess } from './target-process.ts';

const betweenVerbsMs = 300;
const shotMs = 5;
const forTheOperator = 0x6f70_6572;

const events = [
  ['scsi-event', '--sense', '70000600000000000000000029000000000000'],
  ['logout-request', '--within', '1s'],
  ['connection-dropped'],
  ['all-connections-dropped'],
  ['negotiation-request', '--within', '1s'],
  ['task-termination'],
];

/** `ends`: the connection is over soon after, whatever the initiator says. */
const aboutSession: readonly { readonly words: (tsih: string, dice: Dice) => readonly string[]; readonly ends: boolean }[] = [
  { words: (tsih) => ['session', 'end', tsih], ends: true },
  { words: (tsih) => ['session', 'end', tsih, '--announce'], ends: true },
  { words: (tsih) => ['session', 'logout', tsih, '--within', '1s'], ends: true },
  { words: (tsih) => ['session', 'negotiate', tsih, '--within', '1s'], ends: false },
  { words: (tsih, dice) => ['session', 'notify', tsih, ...dice.of(events)], ends: false },
  { words: (tsih, dice) => ['session', 'notify', tsih, ...dice.of(events)], ends: false },
];

const guestStates = states.filter(({ name }) =>
  ['normal-ready', 'write-solicited', 'reading', 'discovery', 'text-continued'].includes(name),
);
const shotsOfAGuest = 12;
const stillThere = 'a session that was ended by its operator has its connection still';

/** A drive that stands empty for long would be spared most of what is thrown. */
const aboutDrive = [
  [
    ['drive', 'unload', 'tape', '--force'],
    ['drive', 'load', 'tape'],
  ],
  [
    ['drive', 'eject', 'tape', '--force'],
    ['drive', 'load', 'tape', 'FUZ001L8'],
  ],
];

/** Cartridges are where hosts have brought them, so much of it is refused; but no door stays open. */
const aboutLibrary = [
  [
    ['library', 'door', 'open', '--force'],
    ['library', 'door', 'close'],
  ],
  [['library', 'mailslot', 'insert', 'FUZ015L8', '--force']],
  [['library', 'mailslot', 'take', 'FUZ015L8', '--force']],
  [['move', 'FUZ011L8', 'slot:8']],
  [
    ['library', 'offline'],
    ['library', 'online'],
  ],
];

export class Operator {
  /** What went wrong, as soon as it has. */
  finding: string | undefined;
  readonly #target: TargetProcess;
  readonly #address: Address;
  readonly #seed: number;
  readonly #tally: Tally;
  #ended = false;
  #running: Promise<void> = Promise.resolve();

  constructor(target: TargetProcess, address: Address, seed: number, tally: Tally) {
    this.#tally = tally;
    this.#target = target;
    this.#address = address;
    this.#seed = seed;
  }

  start(): void {
    this.#ended = false;
    this.#running = this.#work().catch((error: Error) => {
      if (!this.#ended) this.finding = `the operator: ${error.message}`;
    });
  }

  async stop(): Promise<void> {
    this.#ended = true;
    await this.#running;
  }

  async #work(): Promise<void> {
    for (; !this.#ended; await pause(betweenVerbsMs)) {
      const number = this.#tally.operatorVerbs++;
      const dice = new Dice(this.#seed, number, forTheOperator);
      if (dice.chance(0.2)) for (const verb of dice.of([...aboutDrive, ...aboutLibrary])) await this.#target.verb(verb);
      else this.finding ??= await this.#receiveGuest(dice, number);
    }
  }

  async #receiveGuest(dice: Dice, number: number): Promise<string | undefined> {
    const peer = await Peer.open(this.#address, this.#tally);
    if (peer === undefined) return undefined;
    if (await enter(dice.of(guestStates), peer, dice, this.#tally)) {
      const { words, ends } = dice.of(aboutSession);
      await this.#target.verb(words(String(peer.standing.tsih), dice));
      const recent: Uint8Array[] = [];
      for (let shot = 0; shot < shotsOfAGuest && peer.isOpen; shot++) {
        const { bytes, cuts } = drawShot(new Dice(this.#seed, number, forTheOperator, shot), shot, peer.standing, recent);
        await peer.send(bytes, cuts);
        await peer.listen(shotMs);
      }
      if (ends && !(await peer.isOver(patienceMs))) return stillThere;
    }
    peer.end();
    if (!(await peer.isOver(patienceMs))) return stillThere;
    return peer.problem;
  }
}

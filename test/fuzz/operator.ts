/**
 * The operator, who goes on working while the target is under fire: ends sessions, asks their initiators to log out, sends them Asynchronous
 * Messages, takes cartridges out and puts them back. Every verb is answered in time; what it wanted may be gone, so it may be refused.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Dice } from './dice.ts';
import type { Tally } from './tally.ts';
import { initiatorNames } from './target-home.ts';
import type { TargetProcess } from './target-process.ts';

const betweenVerbsMs = 700;
const forTheOperator = 0x6f70_6572;

const events = [
  ['scsi-event', '--sense', '70000600000000000000000029000000000000'],
  ['logout-request', '--within', '1s'],
  ['connection-dropped'],
  ['all-connections-dropped'],
  ['negotiation-request', '--within', '1s'],
  ['task-termination'],
];

const aboutSession = (dice: Dice, tsih: string): readonly string[] =>
  dice.of([
    ['session', 'end', tsih],
    ['session', 'end', tsih, '--announce'],
    ['session', 'logout', tsih, '--within', '1s'],
    ['session', 'notify', tsih, ...dice.of(events)],
  ]);

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

export class Operator {
  /** What went wrong, as soon as it has. */
  finding: string | undefined;
  readonly #target: TargetProcess;
  readonly #seed: number;
  readonly #tally: Tally;
  #ended = false;
  #running: Promise<void> = Promise.resolve();

  constructor(target: TargetProcess, seed: number, tally: Tally) {
    this.#tally = tally;
    this.#target = target;
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
      const dice = new Dice(this.#seed, this.#tally.operatorVerbs++, forTheOperator);
      if (dice.chance(0.2)) for (const verb of dice.of(aboutDrive)) await this.#target.verb(verb);
      else {
        const others = (await this.#target.sessions()).filter(({ initiatorName }) => initiatorName !== initiatorNames.canary);
        if (others.length > 0) await this.#target.verb(aboutSession(dice, String(dice.of(others).tsih)));
      }
    }
  }
}

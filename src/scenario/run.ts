/**
 * A scenario under way: its rules are in force, its timeline goes on, its expectations look at what the chronicle puts down. Until all of it has been
 * checked and done, nothing begins: what was done by then is undone.
 */
import type { RuleRecord } from '../faults/armed-rule.ts';
import type { Faults } from '../faults/faults.ts';
import { firstState } from '../faults/faults.ts';
import { fared } from '../faults/near-miss.ts';
import type { Clock } from '../foundation/clock.ts';
import { UserError } from '../foundation/user-error.ts';
import type { Chronicle } from '../trace/chronicle.ts';
import type { TraceEntry, TraceNote } from '../trace/entry.ts';
import { type LabFacts, rulesOf } from './contradictions.ts';
import { Judge, type Seen } from './judge.ts';
import type { Ending, Occasion } from './occasion.ts';
import type { Operator, Undo } from './operator.ts';
import type { ExpectationResult, RuleResult, ScenarioResult, StepResult } from './result.ts';
import { checkAgainst, type Scenario } from './scenario.ts';
import type { Step } from './step.ts';
import { mostRows, Story } from './story.ts';
import type { CartridgeToMake } from './vocabulary.ts';

/** The lab that a scenario runs in. */
export interface Stage {
  readonly faults: Faults;
  readonly chronicle: Chronicle;
  readonly clock: Clock;
  readonly operator: Operator;
  /** The tasks that have arrived and not ended. */
  outstanding(): readonly TraceNote[];
  facts(): Promise<LabFacts>;
  /** All of them or none; the result takes them away again. @throws UserError */
  make(cartridges: readonly CartridgeToMake[]): Promise<Undo>;
}

const mostRecentStates = 1000;

export class ScenarioRun {
  readonly scenario: Scenario;
  /** Never rejects. */
  readonly ended: Promise<ScenarioResult>;
  readonly #stage: Stage;
  readonly #startedAt: number;
  readonly #startedMs: number;
  readonly #story: Story;
  readonly #judges: readonly Judge[];
  readonly #ids = new Set<string>();
  /** Those that it has put in force, in force or not. */
  readonly #rules: (() => RuleRecord)[] = [];
  /** For commands that arrived in one of them and end now. */
  readonly #recentStates: { state: string; atMs: number }[] = [];
  readonly #states: { state: string; atMs: number }[] = [];
  readonly #steps: StepResult[] = [];
  /** What a report has no room for. */
  #omitted = 0;
  /** A step could not be done. */
  #hasFailed = false;
  readonly #cancels = new Set<() => void>();
  readonly #formerSeed: string;
  /** What was begun, and may take its time: nobody stands beside it meanwhile. */
  readonly #deeds = new Set<Promise<void>>();
  /** Moments of the timeline that only time brings from now on, and that have not come. */
  #awaitedTimes = 0;
  /** Steps are done one after the other, as one operator does them. */
  #doing: Promise<void> = Promise.resolve();
  #result: ScenarioResult | undefined;
  #give: (result: ScenarioResult) => void = () => {};

  /** @throws UserError, and nothing is changed then */
  static async start(scenario: Scenario, stage: Stage): Promise<ScenarioRun> {
    const facts = await stage.facts();
    checkAgainst(scenario, facts);
    refuseTakenIds(scenario, stage.faults);
    const undos: Undo[] = [];
    try {
      const missing = scenario.cartridges.filter(({ barcode }) => !facts.cartridges.includes(barcode));
      if (missing.length > 0) undos.push(await stage.make(missing));
      for (const [index, step] of scenario.before.entries()) {
        try {
          const undo = await step.does(stage.operator);
          if (undo !== undefined) undos.push(undo);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          throw scenario.fault(['before', index], error.message, error.hint);
        }
      }
      return new ScenarioRun(scenario, stage);
    } catch (error) {
      // What cannot be undone stays; the first error tells why.
      for (const undo of undos.reverse()) await undo().catch(() => {});
      throw error;
    }
  }

  /** @throws UserError, and no rule is in force then */
  private constructor(scenario: Scenario, stage: Stage) {
    const { faults, clock, chronicle } = stage;
    this.scenario = scenario;
    this.#stage = stage;
    this.ended = new Promise((resolve) => {
      this.#give = resolve;
    });
    this.#startedAt = clock.now();
    this.#startedMs = clock.elapsed();
    this.#story = new Story(this.#startedMs);
    const outstanding = () => stage.outstanding().map((entry) => this.#seen(entry, this.#startedMs));
    this.#judges = scenario.expect.map((expectation) => new Judge(expectation, this.#startedMs, outstanding));
    this.#formerSeed = faults.seed;
    faults.reseed(scenario.seed);
    this.#putInForce();
    faults.enter(firstState);
    this.#entered(firstState, 0);
    this.#cancels.add(chronicle.subscribe((entry) => this.#see(entry)));
    for (const { occasion, steps } of scenario.timeline) this.#await(occasion, () => this.#do(occasion, steps));
    for (const ending of scenario.ends ?? []) if (ending.kind !== 'decided') this.#await(ending, () => this.#end(ending.words), true);
    this.#watchDeadlines();
  }

  /** What it has come to until now. */
  get result(): ScenarioResult {
    return this.#result ?? this.#soFar();
  }

  /** Ends it now; what is decided stays so. */
  stop(why = 'it was stopped'): Promise<ScenarioResult> {
    this.#end(why, 'stopped');
    return this.ended;
  }

  #since(elapsedMs: number): number {
    return Math.max(0, elapsedMs - this.#startedMs);
  }

  #await(occasion: Occasion, act: () => void, ending = false): void {
    if (occasion.kind === 'time') {
      this.#after(occasion.afterMs, act, ending);
      return;
    }
    const { sighting, afterMs, every } = occasion;
    let stop = (): void => {};
    const seen = (entry: TraceEntry): void => {
      if (!sighting.fits(entry)) return;
      if (!every) {
        stop();
        this.#cancels.delete(stop);
      }
      if (afterMs === 0) act();
      else this.#after(afterMs, act, ending);
    };
    stop = this.#stage.chronicle.subscribe(seen);
    this.#cancels.add(stop);
    if (sighting.names.state === firstState) {
      if (!every) stop();
      this.#after(afterMs, act, ending);
    }
  }

  #after(delayMs: number, act: () => void, ending: boolean): void {
    if (!ending) this.#awaitedTimes += 1;
    const cancel = this.#stage.clock.schedule(delayMs, () => {
      this.#cancels.delete(cancel);
      if (!ending) this.#awaitedTimes -= 1;
      act();
      this.#endIfDecided();
    });
    this.#cancels.add(cancel);
  }

  #do({ words: occasion }: Occasion, steps: readonly Step[]): void {
    // Not within what occasions it: a deed may have to wait for the very command that was seen.
    for (const step of steps)
      this.#doing = this.#doing.then(async () => {
        if (this.#result !== undefined) return;
        const atMs = this.#since(this.#stage.clock.elapsed());
        if (step.kind === 'end') this.#keep(this.#steps, { occasion, words: step.words, atMs });
        this.#note(step, occasion);
        const done = this.#tried(step, occasion).then((failed) => {
          this.#hasFailed ||= failed !== undefined;
          if (step.kind !== 'end') this.#keep(this.#steps, { occasion, words: step.words, atMs, ...(failed !== undefined && { failed }) });
        });
        if (step.kind !== 'deed') return done;
        // A device that is off for a minute does not keep the next step waiting.
        this.#deeds.add(done);
        void done.then(() => this.#deeds.delete(done));
      });
  }

  /** Answers why it could not be done. */
  async #tried(step: Step, occasion: string): Promise<string | undefined> {
    try {
      await this.#perform(step, occasion);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async #perform(step: Step, occasion: string): Promise<void> {
    const { faults, operator } = this.#stage;
    switch (step.kind) {
      case 'deed':
        return faults.perform(step.performance, step.on);
      case 'operator':
        await step.operator.does(operator);
        return;
      case 'enter':
        return faults.enter(step.state);
      case 'add':
        return this.#adopt(faults.add(step.rule));
      case 'remove':
        faults.remove(step.id);
        this.#ids.delete(step.id);
        return;
      case 'end':
        return this.#end(occasion);
    }
  }

  /** What the fault's own events do not tell. */
  #note({ kind, words }: Step, occasion: string): void {
    if (kind === 'enter' || kind === 'end') return;
    this.#stage.chronicle.note({
      kind: kind === 'operator' ? 'operator' : 'fault',
      event: `scenario.${kind}`,
      text: `${words} (${occasion})`,
    });
  }

  #see(entry: TraceEntry): void {
    if (entry.kind === 'state' && entry.state !== undefined) this.#entered(entry.state, this.#since(entry.elapsedMs));
    this.#story.tell(entry);
    const seen = this.#seen(entry, entry.elapsedMs);
    for (const judge of this.#judges) judge.see(seen);
    this.#watchDeadlines();
    this.#endIfDecided();
  }

  #seen<Entry extends TraceNote>(entry: Entry, happenedMs: number): Seen<Entry> {
    const beganMs = entry.arrivedMs ?? happenedMs;
    return { entry, beganMs, state: this.#stateAt(this.#since(beganMs)) };
  }

  #entered(state: string, atMs: number): void {
    this.#keep(this.#states, { state, atMs });
    this.#recentStates.push({ state, atMs });
    if (this.#recentStates.length > 2 * mostRecentStates) this.#recentStates.splice(0, mostRecentStates);
  }

  #stateAt(atMs: number): string {
    return this.#recentStates.findLast((one) => one.atMs <= atMs)?.state ?? firstState;
  }

  /** The next one; undefined: there is none. */
  #deadline: { readonly atMs: number; readonly cancel: () => void } | undefined;

  #watchDeadlines(): void {
    const deadlines = this.#result === undefined ? this.#judges.flatMap(({ deadlineMs }) => deadlineMs ?? []) : [];
    const atMs = Math.min(...deadlines);
    // A timer that every entry set anew would never come while there are many.
    if (atMs === this.#deadline?.atMs) return;
    this.#deadline?.cancel();
    this.#deadline = undefined;
    if (deadlines.length === 0) return;
    const { clock } = this.#stage;
    const cancel = clock.schedule(Math.max(0, atMs - clock.elapsed()), () => {
      this.#deadline = undefined;
      const now = clock.elapsed();
      for (const judge of this.#judges) if (judge.deadlineMs !== undefined && judge.deadlineMs <= now) judge.timeIsOver();
      this.#watchDeadlines();
      this.#endIfDecided();
    });
    this.#deadline = { atMs, cancel };
  }

  #endIfDecided(): void {
    if (!this.#isDecided()) return;
    const doing = this.#doing;
    void doing
      .then(() => Promise.all(this.#deeds))
      .then(() => {
        // What decided the last of them may have been the occasion of a step, too.
        if (doing !== this.#doing) this.#endIfDecided();
        else if (this.#isDecided()) this.#end('every expectation is decided');
      });
  }

  /** Unless it says itself when it ends: every expectation that can be decided is, and the timeline has come to its last time. */
  #isDecided(): boolean {
    const endings: readonly Ending[] = this.scenario.ends ?? [{ words: 'every expectation is decided', kind: 'decided' }];
    const decidable = this.#judges.filter((judge) => judge.decidable);
    if (!endings.some(({ kind }) => kind === 'decided') || decidable.length === 0 || this.#awaitedTimes > 0) return false;
    return decidable.every(({ verdict }) => verdict !== 'open');
  }

  #end(why: string, phase: 'ended' | 'stopped' = 'ended'): void {
    if (this.#result !== undefined) return;
    const { faults } = this.#stage;
    this.#deadline?.cancel();
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
    for (const judge of this.#judges) judge.finish();
    const soFar = this.#soFar();
    const passed = soFar.expectations.every(({ verdict }) => verdict === 'met') && !this.#hasFailed;
    this.#result = { ...soFar, phase, ended: why, passed };
    this.#takeOutOfForce();
    faults.enter(firstState);
    this.#give(this.#result);
  }

  /** All rules or none. @throws UserError at the place of the one that cannot be */
  #putInForce(): void {
    const { faults } = this.#stage;
    try {
      const told = (error: unknown, index: number) =>
        error instanceof UserError ? this.scenario.fault(['rules', index], error.message, error.hint) : error;
      for (const id of faults.addAll(this.scenario.rules, told)) this.#adopt(id);
    } catch (error) {
      faults.reseed(this.#formerSeed);
      throw error;
    }
  }

  #adopt(id: string): void {
    this.#ids.add(id);
    this.#keep(this.#rules, this.#stage.faults.follow(id));
  }

  /** As many as a report has room for. */
  #keep<T>(list: T[], one: T): void {
    if (list.length < mostRows) list.push(one);
    else this.#omitted += 1;
  }

  #takeOutOfForce(): void {
    const { faults } = this.#stage;
    const present = new Set(faults.records().map(({ id }) => id));
    for (const id of this.#ids) if (present.has(id)) faults.remove(id);
    faults.reseed(this.#formerSeed);
  }

  #soFar(): ScenarioResult {
    const { title, description, file, seed, parameters } = this.scenario;
    return {
      title,
      description,
      file,
      seed,
      parameters,
      phase: 'running',
      startedAt: this.#startedAt,
      durationMs: this.#since(this.#stage.clock.elapsed()),
      expectations: this.#expectations(),
      rules: this.#rules.map(fate),
      steps: [...this.#steps],
      state: this.#stage.faults.state,
      states: [...this.#states],
      story: this.#story.rows,
      omitted: this.#story.omitted + this.#omitted,
    };
  }

  #expectations(): ExpectationResult[] {
    return this.#judges.map(({ expectation: { sentence }, verdict, why, decidedBy }) => ({
      sentence,
      verdict,
      why,
      ...(decidedBy !== undefined && { atMs: this.#since(decidedBy.elapsedMs), text: decidedBy.text }),
    }));
  }
}

function fate(follow: () => RuleRecord): RuleResult {
  const record = follow();
  const { id, rule, considered, firings, misses } = record;
  return { id, action: rule.do.action.name, considered, firings, misses, fared: fared(record) };
}

/** @throws UserError at its place */
function refuseTakenIds(scenario: Scenario, faults: Faults): void {
  const taken = new Set(faults.records().map(({ id }) => id));
  for (const {
    rule: { id },
    path,
  } of rulesOf(scenario))
    if (id !== undefined && taken.has(id))
      throw scenario.fault([...path, 'id'], `There is a rule '${id}' in the lab already.`, `'tapelab fault remove ${id}' removes it.`);
}

/**
 * The rules that are in force, and the passage of what happens through them. A wrapper at a seam asks `at(seam)` first: where no rule lies in wait, it
 * does what it would have done, and nothing is described or counted.
 *
 * The rules are looked at in the order in which they were added. Each that matches and fires gets the occurrence before the next is looked at; one
 * that lets it proceed passes it on. With the same seed and the same dialogue the same rules fire: each rule has dice of its own.
 */
import type { Clock } from '../foundation/clock.ts';
import { didYouMean } from '../foundation/did-you-mean.ts';
import type { Publish } from '../foundation/event.ts';
import { UserError } from '../foundation/user-error.ts';
import type { Subject } from './action.ts';
import { ArmedRule, type RuleRecord } from './armed-rule.ts';
import { CeasingClock } from './ceasing-clock.ts';
import { hasFailed } from './failed.ts';
import type { Hands, Waiting } from './hands.ts';
import type { FaultHappening } from './happening.ts';
import type { Occurrence, Operation, Seam } from './occurrence.ts';
import type { Passages, ResultAt } from './passage.ts';
import type { CheckedRule, Performance } from './rule.ts';
import { Trigger } from './trigger.ts';

export interface FaultsOptions {
  readonly clock: Clock;
  readonly publish: Publish<FaultHappening>;
  readonly fileExists: (path: string) => boolean;
  /** Of all dice; a rule's own is made of it and the rule's id. */
  readonly seed?: string;
}

/** The state in which rules begin. */
export const firstState = 'start';

export class Faults {
  /** By which faults take their time. */
  readonly clock: CeasingClock;
  readonly #options: FaultsOptions;
  #rules: ArmedRule[] = [];
  readonly #bySeam = new Map<Seam, ArmedRule[]>();
  #state = firstState;
  #seed: string;
  #hands: Omit<Hands, keyof Waiting> | undefined;
  /** Deeds that are under way. */
  readonly #deeds = new Set<Promise<void>>();
  #ended = false;

  constructor(options: FaultsOptions) {
    this.clock = new CeasingClock(options.clock);
    this.#options = options;
    this.#seed = options.seed ?? 'tapelab';
  }

  /** The lab that deeds are done to. */
  laidOn(hands: Omit<Hands, keyof Waiting>): void {
    this.#hands = hands;
  }

  /** The lab closes: no rule fires any more, and nothing waits for its time. What deeds are just doing goes on until `settled`. */
  end(): void {
    this.#ended = true;
    this.#bySeam.clear();
    this.clock.cease();
  }

  /** No deed is under way. */
  async settled(): Promise<void> {
    while (this.#deeds.size > 0) await Promise.all(this.#deeds);
  }

  get state(): string {
    return this.#state;
  }

  get seed(): string {
    return this.#seed;
  }

  /** For rules that are added from now on. */
  reseed(seed: string): void {
    this.#seed = seed;
  }

  enter(state: string, rule?: string): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.publish({ event: 'fault.state-entered', state, rule });
  }

  /** Puts a rule in force; answers its id. @throws UserError when there is one of that id already */
  add(rule: CheckedRule): string {
    const id = rule.id ?? this.#freeId(rule.do.action.name);
    if (this.#find(id) !== undefined)
      throw new UserError('rule-exists', `There is a rule '${id}' already.`, { hint: 'remove it first, or choose another id.' });
    this.#rules.push(new ArmedRule(id, rule, this.#trigger(id, rule)));
    this.#sort();
    return id;
  }

  /** All of them or none; answers their ids. @throws what `told` makes of the error about the one that cannot be */
  addAll(rules: readonly CheckedRule[], told: (error: unknown, index: number) => unknown = (error) => error): readonly string[] {
    const added: string[] = [];
    for (const [index, rule] of rules.entries())
      try {
        added.push(this.add(rule));
      } catch (error) {
        for (const id of added) this.remove(id);
        throw told(error, index);
      }
    return added;
  }

  /** How a rule fares, when it has been removed too. @throws UserError when there is no such rule now */
  follow(id: string): () => RuleRecord {
    const followed = this.#require(id);
    return () => followed.record;
  }

  /** @throws UserError when there is no such rule */
  remove(id: string): RuleRecord {
    const removed = this.#require(id);
    this.#rules = this.#rules.filter((rule) => rule !== removed);
    this.#sort();
    return removed.record;
  }

  /** As if it had just been added; all of them, and the first state, unless one is named. @throws UserError */
  reset(id?: string): void {
    for (const rule of id === undefined ? this.#rules : [this.#require(id)]) rule.reset(this.#trigger(rule.id, rule.rule));
    this.#sort();
    if (id === undefined) this.enter(firstState);
  }

  records(): readonly RuleRecord[] {
    return this.#rules.map(({ record }) => record);
  }

  /** @throws UserError */
  record(id: string): RuleRecord {
    return this.#require(id).record;
  }

  /** In force while `work` goes on; removed after it, whatever becomes of it. */
  async during<T>(rule: CheckedRule, work: (record: () => RuleRecord) => Promise<T>): Promise<T> {
    const id = this.add(rule);
    try {
      return await work(() => this.record(id));
    } finally {
      if (this.#find(id) !== undefined) this.remove(id);
    }
  }

  /** Whether a rule lies in wait there; where an operation is named, one that may be for it. */
  at(seam: Seam, operation?: Operation): boolean {
    const rules = this.#bySeam.get(seam);
    if (rules === undefined || operation === undefined) return rules !== undefined;
    return rules.some(({ rule }) => ((rule.match.operation as readonly Operation[] | undefined) ?? [operation]).includes(operation));
  }

  /**
   * Has an occurrence pass the rules of its seam. `passage` is what an action is handed, but for `proceed`; `proceed` is what happens when none of
   * them stops it, and is given what the last one changed.
   */
  pass<S extends Seam>(
    occurrence: Occurrence & { readonly seam: S },
    passage: Omit<Passages[S], 'proceed' | 'occurrence' | 'outcome'>,
    proceed: (changed?: unknown) => ResultAt<S>,
  ): ResultAt<S> {
    const before = (this.#bySeam.get(occurrence.seam) ?? []).filter(({ rule }) => rule.when === 'before');
    return this.#through(before, occurrence, passage, proceed);
  }

  /** The same of a command that has been executed; `outcome` is how it ended, and each rule sees what the one before it has made of it. */
  async passAfter(
    occurrence: Occurrence & { readonly seam: 'command' },
    passage: Omit<Passages['command'], 'proceed' | 'occurrence' | 'outcome'>,
    outcome: Awaited<ResultAt<'command'>>,
  ): Promise<Awaited<ResultAt<'command'>>> {
    let so = outcome;
    for (const armed of this.#bySeam.get('command') ?? []) {
      if (armed.rule.when !== 'after') continue;
      const seen = { ...occurrence, failed: hasFailed(so) };
      if (!this.#fires(armed, seen)) continue;
      const reached = so;
      so = await this.#act(armed, 'command', {
        ...passage,
        occurrence: seen,
        outcome: reached,
        proceed: async () => reached,
      } as Passages['command']);
    }
    return so;
  }

  /** A deed of a timeline. @throws UserError when the action needs something to alter */
  async perform({ action, parameters }: Performance, subject: Subject): Promise<void> {
    if (action.deed === undefined)
      throw new UserError('action-needs-rule', `${action.name} alters what passes by, and needs a rule.`, {
        hint: "put it under 'rules', with what it is to match.",
      });
    if (this.#ended) return;
    const failed = this.#failure(action.name);
    const deed = (async () => action.deed!(subject, parameters, this.#laid(failed)))();
    this.#follow(() => deed.catch(() => {}), failed);
    await deed;
  }

  #through<S extends Seam>(
    rules: readonly ArmedRule[],
    occurrence: Occurrence & { readonly seam: S },
    passage: Omit<Passages[S], 'proceed' | 'occurrence' | 'outcome'>,
    proceed: (changed?: unknown) => ResultAt<S>,
  ): ResultAt<S> {
    for (const [index, armed] of rules.entries()) {
      if (!this.#fires(armed, occurrence)) continue;
      const rest = rules.slice(index + 1);
      const onward = (changed?: unknown): ResultAt<S> =>
        rest.length === 0
          ? proceed(changed)
          : this.#through(rest, occurrence, changed === undefined ? passage : { ...passage, pdu: changed }, (later) =>
              proceed(later ?? changed),
            );
      return this.#act(armed, occurrence.seam, { ...passage, occurrence, proceed: onward } as unknown as Passages[S]);
    }
    return proceed();
  }

  #fires(armed: ArmedRule, occurrence: Occurrence): boolean {
    // What was delayed may come to a rule that has been removed meanwhile.
    if (this.#ended || armed.spent || !this.#rules.includes(armed) || !armed.considers(occurrence, this.#state)) return false;
    if (armed.spent) this.#sort();
    const { action } = armed.rule.do;
    this.#options.publish({ event: 'fault.fired', rule: armed.id, action: action.name, occurrence });
    if (armed.rule.then !== undefined) this.enter(armed.rule.then, armed.id);
    return true;
  }

  #act<S extends Seam>(armed: ArmedRule, seam: S, passage: Passages[S]): ResultAt<S> {
    const { action, parameters } = armed.rule.do;
    const alter = action.at?.[seam] as ((passage: Passages[S], parameters: unknown) => ResultAt<S>) | undefined;
    if (alter !== undefined) return alter(passage, parameters);
    this.#do(armed, passage.occurrence);
    return passage.proceed() as ResultAt<S>;
  }

  /** Nobody waits for a deed: what it does to the lab may have to wait for the very command that was its occasion. */
  #do({ id, rule }: ArmedRule, occurrence: Occurrence): void {
    const { action, parameters } = rule.do;
    const failed = this.#failure(action.name, id);
    this.#follow(() => action.deed!(occurrence, parameters, this.#laid(failed)), failed);
  }

  /** Begins at once what takes its time. */
  #follow(work: () => void | Promise<void>, failed: (error: unknown) => void): void {
    const ended: Promise<void> = (async () => work())()
      .catch(failed)
      .finally(() => this.#deeds.delete(ended));
    this.#deeds.add(ended);
  }

  #failure(action: string, rule?: string): (error: unknown) => void {
    return (error) =>
      this.#options.publish({ event: 'fault.failed', rule, action, message: error instanceof Error ? error.message : String(error) });
  }

  #laid(failed: (error: unknown) => void): Hands {
    if (this.#hands === undefined) throw new UserError('lab-not-ready', 'The lab is not ready for faults yet.');
    return {
      ...this.#hands,
      later: (afterMs, more) => void this.clock.schedule(afterMs, () => this.#follow(more, failed)),
      pause: (durationMs) => this.clock.pause(durationMs),
    };
  }

  #sort(): void {
    this.#bySeam.clear();
    if (this.#ended) return;
    for (const rule of this.#rules) {
      if (rule.spent) continue;
      const others = this.#bySeam.get(rule.rule.seam);
      if (others === undefined) this.#bySeam.set(rule.rule.seam, [rule]);
      else others.push(rule);
    }
  }

  #trigger(id: string, { fire }: CheckedRule): Trigger {
    const { clock, fileExists } = this.#options;
    return new Trigger(fire, { elapsed: () => clock.elapsed(), fileExists, seed: `${this.#seed}/${id}` });
  }

  /** The first that is free, so that rules that are removed and added again throw the same dice. */
  #freeId(stem: string): string {
    for (let count = 1; ; count++) {
      const id = `${stem}-${count}`;
      if (this.#find(id) === undefined) return id;
    }
  }

  #find(id: string): ArmedRule | undefined {
    return this.#rules.find((rule) => rule.id === id);
  }

  #require(id: string): ArmedRule {
    const found = this.#find(id);
    if (found !== undefined) return found;
    const hint =
      didYouMean(
        id,
        this.#rules.map((rule) => rule.id),
      ) ?? (this.#rules.length === 0 ? 'there are no rules.' : "'tapelab fault list' shows them.");
    throw new UserError('rule-unknown', `There is no rule '${id}'.`, { hint });
  }
}

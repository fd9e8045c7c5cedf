/**
 * What a fault does, as a row: its name, its parameters, its manual, and how it acts. From the row come the check of a rule's `do`, the words of
 * `fault explain`, the docs and the OpenAPI schema.
 *
 * An action either alters what passes a seam (`at`, with one function for each seam that it has a meaning at), or is a deed: something done to a
 * connection, a device or the lab, whatever the occasion. Deeds can stand in a timeline, too. One that is both alters where it can, and is done elsewhere.
 */
import type * as z from 'zod';
import type { Opcode } from '../wire/opcode.ts';
import type { Hands } from './hands.ts';
import { type Movement, type Occurrence, type Operation, type Seam, seams } from './occurrence.ts';
import type { Passages, ResultAt } from './passage.ts';

export const actionGroups = ['connection', 'wire', 'scsi', 'medium', 'store', 'robot'] as const;
export type ActionGroup = (typeof actionGroups)[number];

/** What a deed is done to: what the rule that fired, or the timeline, says of it. */
export type Subject = Partial<Omit<Occurrence, 'seam'>>;

export interface ActionRow<Parameters extends z.ZodObject = z.ZodObject> {
  /** In kebab-case: `reset-connection`. */
  readonly name: string;
  readonly group: ActionGroup;
  /** One sentence. */
  readonly summary: string;
  /** What a host sees, what is left behind, and what it is good for: a few sentences, for the docs. */
  readonly manual: string;
  /** What it takes; each with a description. One whose parameters may all be left out may be written as a bare word. */
  readonly parameters: Parameters;
  /** It could hang or crash a real host's kernel: the rule must say `dangerous: true`. */
  readonly dangerous?: boolean | ((parameters: z.output<Parameters>) => boolean);
  /** How it alters what passes; the first seam is the one meant where a rule's conditions leave it open. */
  readonly at?: { readonly [S in Seam]?: (passage: Passages[S], parameters: z.output<Parameters>) => ResultAt<S> };
  /** Of one that alters what passes: those PDUs, commands, operations or movements that it has a meaning for, any unless given. A rule that says nothing of it means these. */
  readonly concerns?: Concern;
  /** What it does; and where an occasion for it arises unless the rule's conditions say so. Nobody waits for it. */
  readonly deed?: (subject: Subject, parameters: z.output<Parameters>, hands: Hands) => void | Promise<void>;
  /** Of a deed: `connection` for one that is done to a connection as it comes, `command` unless given. */
  readonly occasion?: Seam;
}

export interface Concern {
  readonly pdu?: readonly Opcode[];
  /** Those only that bear a status. */
  readonly status?: true;
  /** By T10's names. */
  readonly command?: readonly string[];
  /** At the volume and the store. */
  readonly operation?: readonly Operation[];
  /** Of a robot. */
  readonly movement?: readonly Movement[];
}

/** Any row, its parameters forgotten. */
// biome-ignore lint/suspicious/noExplicitAny: parameters of any action
export type Action = ActionRow<any>;

/** Declares a row with its parameters' type inferred. */
export const defineAction = <Parameters extends z.ZodObject>(row: ActionRow<Parameters>): Action => row;

/** Where an action can take place, the seam that is meant by default first. */
export const seamsOf = (action: Action): readonly Seam[] => {
  const altered = Object.keys(action.at ?? {}) as Seam[];
  if (action.deed === undefined) return altered;
  return [...new Set([...altered, action.occasion ?? 'command', ...seams])];
};

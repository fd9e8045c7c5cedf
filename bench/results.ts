/**
 * The bench's results as a document: what was measured, where and how much of it, section by section. The tables and drawings are made of it alone, so
 * one section measured again takes its place among the others, as long as they are of the same machine.
 */
import { readFile } from 'node:fs/promises';
import type { Extent, Figure } from './figure.ts';
import type { Machine } from './machine.ts';

export interface Section {
  readonly title: string;
  /** The day. */
  readonly measured: string;
  readonly extent: Extent;
  readonly figures: readonly Figure[];
  /** Why there are no more. */
  readonly broken?: string;
}

export interface Results {
  readonly machine: Machine;
  readonly sections: Readonly<Record<string, Section>>;
}

/** Undefined when there are none. */
export async function readResults(file: string): Promise<Results | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Results);
}

/** What is there with what is new in its place, in the order of `names`. */
export function mergeResults(recorded: Results | undefined, measured: Results, names: readonly string[]): Results {
  const kept = recorded && JSON.stringify(recorded.machine) === JSON.stringify(measured.machine) ? recorded.sections : {};
  const all = { ...kept, ...measured.sections };
  return { machine: measured.machine, sections: Object.fromEntries(names.flatMap((name) => (all[name] ? [[name, all[name]]] : []))) };
}

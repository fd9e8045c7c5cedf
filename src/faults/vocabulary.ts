/** The words that a rule may use and that other rooms have: T10's names of commands, and the groups of them that people speak of. */
export interface Vocabulary {
  /** T10's names, of every command that a drive or a changer has. */
  readonly commands: readonly string[];
  /** `read`, `write`: a word for several commands; `any` is always one. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

/** The commands that a word means, in any case of letters; undefined: there is no such word. */
export function commandsNamed(word: string, { commands, groups }: Vocabulary): readonly string[] | undefined {
  const wanted = word.trim().toLowerCase();
  if (wanted === 'any') return commands;
  const group = Object.entries(groups).find(([name]) => name.toLowerCase() === wanted);
  if (group !== undefined) return group[1];
  // `WRITE` for WRITE(6) and WRITE(16), where no command has the bare name.
  const named = commands.filter((name) => name.toLowerCase() === wanted || name.toLowerCase().replace(/\(\d+\)$/, '') === wanted);
  if (named.length > 0) return named;
  // `READ POSITION` for all its forms, `PERSISTENT RESERVE OUT` for all its service actions.
  const family = wanted.includes(' ') ? commands.filter((name) => name.toLowerCase().startsWith(`${wanted} `)) : [];
  return family.length > 0 ? family : undefined;
}

/** What the system says of a failed call, without what Node puts around it: `permission denied` of `EACCES: permission denied, open '/x'`. */
export const systemErrorWords = ({ message }: Error): string => /^[A-Z0-9_]+: (.*?)(, \w+.*)?$/.exec(message)?.[1] ?? message;

/** Names as people write them where several may be meant: `*` stands for anything, and the case does not matter. */

/** Matches whole names. */
export function namePattern(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'is');
}

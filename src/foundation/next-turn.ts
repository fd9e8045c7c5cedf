/** The event loop's next turn: what has arrived meanwhile is served first, and what was answered has left. For work that need not be done at once. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

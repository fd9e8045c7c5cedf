/** `npm run test:linux`: real clients (libiscsi, tshark, a Linux guest) against the built command. One file at a time. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/hosts/**/*.test.ts'],
    globalSetup: new URL('requirements.ts', import.meta.url).pathname,
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 900_000,
    pool: 'forks',
  },
});

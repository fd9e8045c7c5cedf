/** `npm test`: everything that needs Node alone. The real clients have a configuration of their own in `test/hosts/`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/{unit,property,conformance,compliance,tables,fuzz,durability,architecture}/**/*.test.ts'],
    setupFiles: [new URL('overwritten.ts', import.meta.url).pathname],
    testTimeout: 30_000,
    pool: 'forks',
  },
});

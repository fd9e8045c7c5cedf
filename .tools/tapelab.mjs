#!/usr/bin/env node
/** The command `tapelab`. In a clone it first installs and builds what is missing or stale, so that `npx tapelab` is all that a newcomer needs. */
import { existsSync } from 'node:fs';

if (existsSync(new URL('../src/main.ts', import.meta.url))) await import('./ready.mjs');
await import('../dist/main.js');

#!/usr/bin/env node
/** The command `tapelab`: gives the command line what it needs of the house. The target itself is loaded only by the verb that serves. */
import { readFileSync } from 'node:fs';
import type { Composition } from './cli/composition.ts';
import { run } from './cli/program.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

const composition: Composition = {
  async serve({ logLevel, ...options }) {
    const [{ Lab }, { commandLog }] = await Promise.all([import('./lab.ts'), import('./command-log.ts')]);
    return Lab.start({ ...options, publish: commandLog(logLevel) });
  },
  async openHome(home, options) {
    const { Home } = await import('./home.ts');
    return (await Home.open(home, options)).serve();
  },
  say: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
  onStopSignal(action) {
    const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
    let asked = false;
    const stop = (): void => {
      // Who asks twice does not want to wait for the buffers.
      if (asked) process.exit(1);
      asked = true;
      action();
    };
    for (const signal of signals) process.on(signal, stop);
    return () => {
      for (const signal of signals) process.off(signal, stop);
    };
  },
};

// A reader that goes away (`tapelab serve | head`) is no reason to stop serving.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

process.exitCode = await run(process.argv.slice(2), version, composition);

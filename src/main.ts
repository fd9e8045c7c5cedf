#!/usr/bin/env node
/** The command `tapelab`: gives the command line what it needs of the house. The target itself is loaded only by the verb that serves. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Composition } from './cli/composition.ts';
import { run } from './cli/program.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

/** Who asks a second time, this much later, does not want to wait for the buffers. */
const sameKeystrokeMs = 500;

/**
 * A signal to `npm start` ends npm and the shell between, and is never passed on: the server would go on without anybody who knows of it.
 * Started by npm, it therefore ends when its parent does.
 */
function whenDeserted(action: () => void): NodeJS.Timeout | undefined {
  if (process.env['npm_lifecycle_event'] !== 'start') return undefined;
  const parent = process.ppid;
  return setInterval(() => {
    if (process.ppid !== parent) action();
  }, 250).unref();
}

const composition: Composition = {
  async serve({ logLevel, ...options }) {
    const [{ Lab }, { commandLog }] = await Promise.all([import('./lab.ts'), import('./command-log.ts')]);
    return Lab.start({ ...options, publish: commandLog(logLevel) });
  },
  async faultBook() {
    return (await import('./fault-book.ts')).faultBook;
  },
  async serveScenario({ source, ...options }) {
    const [{ ServedScenario }, { scenarioActions }, { sourceOf }, { commandLog }] = await Promise.all([
      import('./served-scenario.ts'),
      import('./scenario-actions.ts'),
      import('./scenario-source.ts'),
      import('./command-log.ts'),
    ]);
    const served = await ServedScenario.start({ ...options, source: sourceOf(source), publish: commandLog('warn') });
    return { lab: served.lab, actions: scenarioActions(served.lab.scenarios), close: () => served.close() };
  },
  async openHome(home, options) {
    const { Home } = await import('./home.ts');
    return (await Home.open(home, options)).serve();
  },
  async reproductionStage({ portal, targets, realTime }) {
    const [{ reproductionStage }, { remoteStage }] = await Promise.all([import('./reproduction-stage.ts'), import('./remote-stage.ts')]);
    if (portal === undefined) return reproductionStage({ realTime });
    return remoteStage({ portal, ask: (text) => composition.complain(text), ...(targets && { targets }) });
  },
  processors: availableParallelism(),
  another: (words) =>
    new Promise((resolve) => {
      const line = [...process.execArgv, process.argv[1]!, ...words];
      // What it has said tells whether it went well. Where this one is stopped, nobody is left to hear it.
      const stop = (): void => void child.kill();
      const child = execFile(process.execPath, line, { maxBuffer: Number.POSITIVE_INFINITY }, (_, stdout, stderr) => {
        process.off('exit', stop);
        resolve({ stdout, stderr });
      });
      process.on('exit', stop);
    }),
  say: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
  progress(line) {
    // To the beginning of the line, and what is there is wiped.
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line ?? ''}`);
  },
  onStopSignal(action) {
    const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
    let first: { signal: NodeJS.Signals; at: number } | undefined;
    const stop = (signal: NodeJS.Signals): void => {
      const at = performance.now();
      if (first === undefined) {
        first = { signal, at };
        action();
        // One Ctrl-C may come twice: from the terminal, and from `npm start`, which passes it on.
      } else if (signal !== first.signal || at - first.at > sameKeystrokeMs) process.exit(1);
    };
    for (const signal of signals) process.on(signal, stop);
    const deserted = whenDeserted(action);
    return () => {
      for (const signal of signals) process.off(signal, stop);
      clearInterval(deserted);
    };
  },
};

// A reader that goes away (`tapelab serve | head`) is no reason to stop serving.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

process.exitCode = await run(process.argv.slice(2), version, composition);

/** Runs a program to its end and tells how it ended. A program that does not end in time is killed by its own process id. */
import { spawn } from 'node:child_process';

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly timeoutMs?: number;
  readonly env?: NodeJS.ProcessEnv;
}

export function runCommand(program: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const { timeoutMs = 60_000, env = process.env } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
      });
    }
    const deadline = setTimeout(() => {
      output.stderr += `\n${program} was ended after ${timeoutMs / 1000} s`;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(deadline);
      reject(error);
    });
    child.once('close', (code) => {
      clearTimeout(deadline);
      resolve({ exitCode: code ?? -1, ...output });
    });
  });
}

/** The program's stdout, or an error that carries all it said. */
export async function runOrThrow(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await runCommand(program, args, options);
  if (exitCode !== 0) throw new Error(`'${program} ${args.join(' ')}' exited ${exitCode}\n${stdout}${stderr}`);
  return stdout;
}

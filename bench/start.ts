/**
 * How long a host waits for a lab that is just being started: from spawning `serve`, on a home with one drive and a cartridge in it, to the first
 * Login Response with status 0. The host asks for the connection again as soon as it is refused.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { loginFraming } from '../src/wire/framing.ts';
import { LoginStage } from '../src/wire/login-request.ts';
import { Opcode } from '../src/wire/opcode.ts';
import { serialise } from '../src/wire/serialiser.ts';
import { encodeText } from '../src/wire/text.ts';
import { freePort, tapelabCommand } from '../test/hosts/tapelab.ts';
import { makeHome } from './bench-home.ts';
import type { Figure, Measurement } from './figure.ts';
import { median } from './median.ts';

const patienceMs = 30_000;

export const start: Measurement = {
  title: 'Start',
  async *measure({ form }, folder): AsyncGenerator<Figure> {
    const { path, targets } = await makeHome(join(folder, 'start'));
    // The first start also reads the program from the disk, and makes what a home needs.
    await secondsToLogin(path, targets[0]!);
    const seconds: number[] = [];
    for (let runs = form === 'whole' ? 7 : 1; runs > 0; runs--) seconds.push(await secondsToLogin(path, targets[0]!));
    yield {
      name: 'from the start of the program to the first login',
      unit: 's',
      value: median(seconds),
      parts: { fastest: Math.min(...seconds), slowest: Math.max(...seconds) },
      partsUnit: 's',
      goal: { bound: 'at most', value: 0.5 },
    };
  },
};

async function secondsToLogin(home: string, target: string): Promise<number> {
  const port = await freePort();
  const began = performance.now();
  const server = spawn(process.execPath, [tapelabCommand, 'serve', '--home', home, '--listen', `127.0.0.1:${port}`], { stdio: 'ignore' });
  const ended = once(server, 'close');
  try {
    await loggedIn(port, target, began);
    return (performance.now() - began) / 1000;
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}

async function loggedIn(port: number, target: string, began: number): Promise<void> {
  for (;;) {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    try {
      await once(socket, 'connect');
      return await logIn(socket, target);
    } catch (error) {
      if (performance.now() - began > patienceMs) throw error;
      await pause(2);
    } finally {
      socket.destroy();
    }
  }
}

/** Resolves at the Login Response that says that the session is there. */
async function logIn(socket: Socket, target: string): Promise<void> {
  const request = serialise(
    {
      opcode: Opcode.loginRequest,
      immediate: true,
      transit: true,
      continues: false,
      currentStage: LoginStage.loginOperationalNegotiation,
      nextStage: LoginStage.fullFeaturePhase,
      versionMax: 0,
      versionMin: 0,
      isid: Uint8Array.of(0x80, 0, 0, 0, 0, 0),
      tsih: 0,
      initiatorTaskTag: 0,
      connectionId: 0,
      cmdSn: 1,
      expStatSn: 0,
      data: encodeText([
        ['InitiatorName', 'iqn.2026-11.local.tapelab:start'],
        ['TargetName', target],
        ['SessionType', 'Normal'],
      ]),
    },
    loginFraming,
  );
  for (const piece of request) socket.write(piece);
  const [response] = (await once(socket, 'data')) as [Buffer];
  // RFC 7143 §11.13: operation code, T bit, status class and detail.
  if (response[0] !== 0x23 || (response[1]! & 0x80) === 0 || response.readUInt16BE(36) !== 0)
    throw new Error(`the login was answered by ${response.subarray(0, 48).toString('hex')}`);
}

/** `tapelab serve`: the target itself. Ends with 0 when a signal has made it stop and everything is in its file. */
import { rm } from 'node:fs/promises';
import { parseEndpoint, parseReachable } from '../config/endpoint.ts';
import type { Endpoint } from '../foundation/endpoint.ts';
import { UserError } from '../foundation/user-error.ts';
import { banner } from './banner.ts';
import type { Composition } from './composition.ts';
import { readyView, stopSignal, writeReady } from './foreground.ts';
import { verb } from './verb.ts';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

export const serveVerb = (composition: Composition) =>
  verb('serve', 'serve the drives of a home to iSCSI initiators')
    .option(
      '--listen <host:port>',
      'the one place where to accept initiators; port 0 takes a free one (default: the configuration, or 127.0.0.1:3260)',
      parseEndpoint,
    )
    .option('--advertise <host:port>', 'the address to tell initiators, where they reach this machine by another one', parseReachable)
    .option('--config <file>', 'the configuration (default: tapelab.yaml in the home, made when missing)')
    .option('--control <host:port>', 'where programs may ask over HTTP, or off (default: 127.0.0.1:3280, or a free port)', parseControl)
    .option('--ready-file <file>', 'a file to write, with the address as JSON, when initiators are accepted')
    .option('--pcap <file>', 'a file to capture all traffic into, for Wireshark')
    .option(
      '--trace <what>',
      "what to remember of the traffic: recent, without most of the data, or full, for 'trace save'",
      parseTrace,
      'recent',
    )
    .option('--log-level <level>', `what to log: ${logLevels.join(', ')}`, parseLogLevel, 'info')
    .action(async (options) => {
      const { readyFile } = options;
      const stop = stopSignal(composition);
      try {
        if (readyFile !== undefined) await rm(readyFile, { force: true });
        const lab = await composition.serve({
          home: options.home,
          logLevel: options.logLevel,
          trace: options.trace,
          ...(options.listen && { listen: options.listen }),
          ...(options.advertise && { advertise: options.advertise }),
          control: options.control ?? usualControl,
          ...(options.config !== undefined && { configurationFile: options.config }),
          ...(options.pcap !== undefined && { pcapFile: options.pcap }),
        });
        try {
          await writeReady(lab, readyFile);
          composition.say(options.json ? JSON.stringify(readyView(lab)) : banner(lab));
          await stop.requested;
        } finally {
          await lab.close();
          if (readyFile !== undefined) await rm(readyFile, { force: true });
        }
      } finally {
        stop.ignore();
      }
    });

/** Who names no place does not care which port it is: several servers may run on this machine. */
const usualControl: readonly Endpoint[] = [
  { address: '127.0.0.1', port: 3280 },
  { address: '127.0.0.1', port: 0 },
];

const parseControl = (text: string): readonly Endpoint[] => (text === 'off' ? [] : [parseEndpoint(text)]);

function parseTrace(text: string): 'recent' | 'full' {
  if (text === 'recent' || text === 'full') return text;
  throw new UserError('trace-unknown', `'${text}' is not what can be remembered.`, { hint: "it is 'recent' or 'full'.", exitCode: 2 });
}

function parseLogLevel(text: string): string {
  if (logLevels.some((level) => level === text)) return text;
  throw new UserError('log-level-unknown', `'${text}' is no log level.`, { hint: `the levels are ${logLevels.join(', ')}.`, exitCode: 2 });
}

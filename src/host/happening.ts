/**
 * What happens on the host's side, for whoever watches it: a person's timeline, and the judgement of a reproduction, which reads nothing else. Each is
 * something that the host itself saw or did.
 */
import type { Endpoint } from '../foundation/endpoint.ts';

/** A device as the operating system names it. */
export interface NamedDevice {
  readonly kind: 'tape' | 'changer';
  /** `\\.\Tape0`. */
  readonly name: string;
  readonly vendor: string;
  readonly product: string;
  readonly serialNumber: string | undefined;
}

export type HostEvent =
  // The initiator.
  | { readonly event: 'host.logged-in'; readonly target: string; readonly portal: Endpoint }
  | { readonly event: 'host.connection-lost'; readonly target: string; readonly problem: string }
  | { readonly event: 'host.login-refused'; readonly target: string; readonly problem: string }
  /** The hold time is over. */
  | { readonly event: 'host.target-given-up'; readonly target: string; readonly heldMs: number }
  | { readonly event: 'host.reconnected'; readonly target: string; readonly afterMs: number; readonly held: boolean }
  | { readonly event: 'host.logged-out'; readonly target: string }
  // Plug and Play.
  | { readonly event: 'host.started'; readonly system: string }
  | { readonly event: 'host.shut-down'; readonly system: string }
  | { readonly event: 'host.device-arrived'; readonly device: NamedDevice; readonly persistent: boolean }
  /** A device for which there is no name: no driver, a duplicate of another, or its start failed. */
  | { readonly event: 'host.device-unusable'; readonly device: Omit<NamedDevice, 'name'>; readonly why: string }
  /** `stillOpen`: a program has a handle of it, which keeps its object, and with it its number. */
  | { readonly event: 'host.device-removed'; readonly device: NamedDevice; readonly stillOpen: boolean }
  /** An entry of the System log, as Event Viewer shows it. */
  | { readonly event: 'host.system-log'; readonly source: string; readonly id: number; readonly text: string }
  // Programs.
  | { readonly event: 'host.program'; readonly program: string; readonly text: string }
  /** A call failed, or ended with a warning. */
  | { readonly event: 'host.win32-error'; readonly program: string; readonly call: string; readonly name: string; readonly error: number }
  | { readonly event: 'host.backup-log'; readonly program: string; readonly line: string }
  | {
      readonly event: 'host.job-ended';
      readonly program: string;
      readonly job: string;
      readonly outcome: 'completed' | 'failed';
      readonly problem?: string;
      readonly media: number;
    }
  /** What was backed up beside what came back: SHA-256 over names and data; `restored` is undefined where it could not be. */
  | { readonly event: 'host.data-compared'; readonly files: number; readonly source: string; readonly restored: string | undefined }
  // People.
  | { readonly event: 'host.operator-asked'; readonly by: string; readonly text: string }
  | { readonly event: 'host.operator-did'; readonly text: string };

export type PublishHost = (event: HostEvent) => void;

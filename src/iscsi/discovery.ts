/**
 * SendTargets (RFC 7143 §13.3, appendix C): which targets there are, and at which addresses.
 *
 *     SendTargets=All     every target; in discovery sessions only
 *     SendTargets=NAME    the one of that name; in a normal session only its own
 *     SendTargets=        the target of this session; in normal sessions only
 */
import { type Endpoint, formatEndpoint } from '../foundation/endpoint.ts';
import type { TextPair } from '../wire/text.ts';
import { isIscsiName, normaliseIscsiName } from './iscsi-name.ts';

export interface DiscoveryCircumstances {
  /** The names of all targets. */
  readonly targets: readonly string[];
  /** The target of a normal session, or the one that a discovery session named. */
  readonly sessionTarget: string | undefined;
  readonly sessionType: 'normal' | 'discovery';
  readonly address: Endpoint;
  readonly portalGroupTag: number;
}

const refused: readonly TextPair[] = [['SendTargets', 'Reject']];

/** The answer to `SendTargets=value`: a TargetName and its TargetAddress for each target, or Reject. */
export function sendTargets(value: string, circumstances: DiscoveryCircumstances): readonly TextPair[] {
  const { targets, sessionTarget, sessionType } = circumstances;
  const visible = sessionTarget === undefined ? targets : targets.filter((name) => name === sessionTarget);
  if (value === 'All') return sessionType === 'discovery' ? list(visible, circumstances) : refused;
  if (value === '') return sessionType === 'normal' ? list(visible, circumstances) : refused;
  if (!isIscsiName(value)) return refused;
  const name = normaliseIscsiName(value);
  return list(
    visible.filter((candidate) => candidate === name),
    circumstances,
  );
}

const list = (names: readonly string[], { address, portalGroupTag }: DiscoveryCircumstances): TextPair[] =>
  names.flatMap((name): TextPair[] => [
    ['TargetName', name],
    ['TargetAddress', `${formatEndpoint(address)},${portalGroupTag}`],
  ]);

/**
 * Who may come in, and how far: the rules of a target, or of discovery, in their order. The first rule that fits an initiator's name and address
 * decides; one whom no rule fits is not let in, and does not hear of the target (RFC 7143 §4.3, Appendix C). Without rules everybody may.
 *
 * How an initiator proves that it is who it says is RFC 7143 §12.1.3, in `authentication.ts`.
 */
import type { Secret } from '../foundation/secret.ts';
import type { Lun } from '../scsi/target.ts';
import { normaliseIscsiName } from './iscsi-name.ts';

/** CHAP_N and the secret behind it (§12.1.3). */
export interface ChapCredential {
  /** The iSCSI name of the node it belongs to unless given, as initiators have it by default. */
  readonly name?: string;
  readonly secret: Secret;
}

export interface AccessRule {
  /** iSCSI names, in which `*` stands for any characters and `?` for one; any name unless given. */
  readonly initiators?: readonly string[];
  /** Whether an address is one it speaks of; any unless given. */
  readonly includesAddress?: (address: string) => boolean;
  /** The logical units it shows; all unless given. */
  readonly luns?: ReadonlySet<Lun>;
  /** What the initiator has to prove itself by; nothing unless given. */
  readonly chap?: ChapCredential;
  /** AuthMethod None is good enough for those who do not offer CHAP. */
  readonly chapIsOptional?: boolean;
}

/** For whom no rules were made. */
export const everybody: readonly AccessRule[] = [{}];

/** The rule that decides for an initiator of this name, in its normal form, at this address; undefined: it may not come in. */
export function ruleFor(rules: readonly AccessRule[], initiatorName: string, address: string): AccessRule | undefined {
  return rules.find(
    ({ initiators, includesAddress }) =>
      (initiators === undefined || initiators.some((pattern) => fits(pattern, initiatorName))) &&
      (includesAddress === undefined || includesAddress(address)),
  );
}

/**
 * Whether a name is one that a pattern stands for. On a mismatch only the last `*` takes one character more, for what an earlier one could take
 * the last can as well: no name, whoever chose it, costs more than its length times the pattern's.
 */
function fits(pattern: string, name: string): boolean {
  const [wanted, given] = [[...normaliseIscsiName(pattern)], [...name]];
  let [at, star, resume] = [0, -1, 0];
  for (let index = 0; index < given.length; ) {
    if (wanted[at] === '*') [star, resume, at] = [at, index, at + 1];
    else if (wanted[at] === '?' || wanted[at] === given[index]) [at, index] = [at + 1, index + 1];
    else if (star >= 0) [at, index] = [star + 1, ++resume];
    else return false;
  }
  return wanted.slice(at).every((character) => character === '*');
}

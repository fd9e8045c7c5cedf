/** Appendix C and §13.8: SendTargets, and the addresses it tells. */
import type { ComplianceRow } from '../row.ts';

export const discoveryRows: readonly ComplianceRow[] = [
  {
    section: 'C',
    subject: 'SendTargets=All',
    conduct: 'in a discovery session every target that the initiator may log in to',
    test: { file: 'conformance/discovery.test.ts', title: 'lists every target with the address the question came to' },
    removal: {
      file: 'iscsi/discovery.ts',
      passage: "if (value === 'All') return sessionType === 'discovery' ? list(visible) : refused;",
      becomes: "if (value === 'All') return refused;",
    },
  },
  {
    section: 'C',
    subject: 'SendTargets=All in a normal session',
    conduct: 'SendTargets=Reject',
    test: { file: 'conformance/discovery.test.ts', title: 'is not for all targets' },
    removal: {
      file: 'iscsi/discovery.ts',
      passage: "if (value === 'All') return sessionType === 'discovery' ? list(visible) : refused;",
      becomes: "if (value === 'All') return list(visible);",
    },
  },
  {
    section: 'C',
    subject: 'SendTargets=NAME',
    conduct: 'the one target of that name',
    test: { file: 'conformance/discovery.test.ts', title: 'lists one target that is asked for by its name' },
    removal: {
      file: 'iscsi/discovery.ts',
      passage: 'return list(visible.filter(({ name }) => name === wanted));',
      becomes: 'return list(visible);',
    },
  },
  {
    section: 'C',
    subject: 'SendTargets without a value',
    conduct: 'in a normal session its own target',
    test: { file: 'conformance/discovery.test.ts', title: 'without a value tells the target of the session, and no other' },
    removal: {
      file: 'iscsi/discovery.ts',
      passage: "if (value === '') return sessionType === 'normal' ? list(visible) : refused;",
      becomes: "if (value === '') return refused;",
    },
  },
  {
    section: 'C',
    subject: 'Other targets in a normal session',
    conduct: 'told of as if they were not there',
    test: { file: 'conformance/text-exchange.test.ts', title: 'tells of no other, which may be there or not' },
    removal: {
      file: 'iscsi/discovery.ts',
      passage: 'const visible = sessionTarget === undefined ? targets : targets.filter(({ name }) => name === sessionTarget);',
      becomes: 'const visible = targets;',
    },
  },
  {
    section: 'C',
    subject: 'Targets that an initiator may not use',
    conduct: 'told of as if they were not there',
    test: {
      file: 'conformance/access.test.ts',
      title: 'a target that is not for the initiator is to SendTargets as one that is not there (Appendix C)',
    },
    removal: {
      file: 'iscsi/directory.ts',
      passage: '.filter(([, target]) => this.#ruleAt(target, approach) !== undefined)',
      becomes: '',
    },
  },
  {
    section: 'C',
    subject: 'Addresses of a target',
    conduct: 'every portal it is reached through, each with its portal group tag',
    test: { file: 'conformance/portals.test.ts', title: 'tells every portal of every target, whichever it is asked by: %s' },
    removal: {
      file: 'iscsi/directory.ts',
      passage: 'portals.filter((portal) => isReached(target, portal.portalGroupTag)),',
      becomes: 'portals.slice(0, 1),',
    },
  },
  {
    section: '13.8',
    subject: 'TargetAddress',
    conduct: 'where a portal listens everywhere, the address that the question came to',
    test: { file: 'conformance/portals.test.ts', title: '%s is told of by the address that the question came to' },
    removal: {
      file: 'iscsi/discovery.ts',
      passage: 'if (!isWildcard(address)) return { address, port };',
      becomes: 'return { address, port };',
    },
  },
  {
    section: '13.8',
    subject: 'TargetAddress behind another address',
    conduct: 'the address that a portal was given to advertise',
    test: { file: 'conformance/discovery.test.ts', title: 'tells the address it was given to advertise' },
    removal: {
      file: 'iscsi/discovery.ts',
      passage: 'const endpoint = portal.advertise ?? reachable(portal.listen, local);',
      becomes: 'const endpoint = reachable(portal.listen, local);',
    },
  },
  {
    section: '13.8',
    subject: 'IPv6',
    conduct: 'portals of either kind; IPv6 addresses stand in brackets',
    test: { file: 'conformance/portals.test.ts', title: 'of one target tells its own portals alone' },
    removal: { file: 'foundation/endpoint.ts', passage: "address.includes(':') ?", becomes: 'address === undefined ?' },
  },
];

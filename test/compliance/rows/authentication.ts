/** §9.2, §9.3, §12.1: by what an initiator and a target prove who they are. */
import type { ComplianceRow } from '../row.ts';

export const authenticationRows: readonly ComplianceRow[] = [
  { section: '9.2.2', subject: 'SRP', conduct: 'not among the methods that AuthMethod may come to; see §12.1.2' },
  { section: '9.2.3', subject: 'Kerberos', conduct: 'not among the methods that AuthMethod may come to; see §12.1.1' },
  { section: '9.3', subject: 'IPsec', conduct: 'left to the system; tapelab listens on the loopback unless told otherwise' },
  {
    section: '12.1',
    subject: 'AuthMethod',
    conduct: 'the first of the list that the rule of the target permits: CHAP, None, or either; else status 0201h',
    test: { file: 'conformance/chap.test.ts', title: 'to whom CHAP is %s, AuthMethod=%s comes to %s' },
    removal: {
      file: 'iscsi/authentication.ts',
      passage: "this.#demand.optional ? ['CHAP', 'None'] : ['CHAP'];",
      becomes: "['CHAP', 'None'];",
    },
  },
  {
    section: '12.1',
    subject: 'AuthMethod offered by the target',
    conduct: 'to an initiator that leaves it the first word',
    test: { file: 'conformance/chap.test.ts', title: 'to whom CHAP is %s is offered %s, and may take it' },
    removal: { file: 'iscsi/authentication.ts', passage: "return [['AuthMethod', methods.join(',')]];", becomes: 'return [];' },
  },
  { section: '12.1.1', subject: 'KRB5', conduct: 'an initiator that offers nothing else is refused with status 0201h' },
  { section: '12.1.2', subject: 'SRP', conduct: 'an initiator that offers nothing else is refused with status 0201h' },
];

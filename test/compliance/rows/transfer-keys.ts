/** §13: the keys that rule the transfer of data, one row each. */
import type { ComplianceRow } from '../row.ts';

const file = 'conformance/login-keys.test.ts';
const table = 'iscsi/key-table.ts';
const boolean = { file, title: 'the boolean %s=%s is answered %s' } as const;
const number = { file, title: 'the number %s=%s is answered %s' } as const;

export const transferKeyRows: readonly ComplianceRow[] = [
  {
    section: '13.10',
    subject: 'InitialR2T',
    conduct: 'OR; the target has No',
    test: boolean,
    removal: {
      file: table,
      passage: "value: yesNo('or'), default: 'Yes', reference: '§13.10'",
      becomes: "value: yesNo('and'), default: 'Yes', reference: '§13.10'",
    },
  },
  {
    section: '13.11',
    subject: 'ImmediateData',
    conduct: 'AND; the target has Yes',
    test: boolean,
    removal: {
      file: table,
      passage: "value: yesNo('and'), default: 'Yes', reference: '§13.11'",
      becomes: "value: yesNo('or'), default: 'Yes', reference: '§13.11'",
    },
  },
  {
    section: '13.12',
    subject: 'MaxRecvDataSegmentLength of the initiator',
    conduct: 'no data segment is longer; it may be declared anew at any time',
    test: { file: 'conformance/text-exchange.test.ts', title: 'as %i holds for Data-In, pings and text' },
    removal: {
      file: 'iscsi/full-feature-phase.ts',
      passage: 'this.#parameters = operationalParameters(settled);',
      becomes: '',
    },
  },
  {
    section: '13.12',
    subject: 'MaxRecvDataSegmentLength of the target',
    conduct: 'declared in the operational stage as configured (1 MiB); 8192 until then',
    test: { file, title: 'MaxRecvDataSegmentLength, for which the target declares its own' },
    removal: {
      file: 'iscsi/login.ts',
      passage: "replies.push(['MaxRecvDataSegmentLength', this.#service.own.MaxRecvDataSegmentLength!]);",
      becomes: '',
    },
  },
  {
    section: '13.13',
    subject: 'MaxBurstLength',
    conduct: 'minimum; the target has the most there is',
    test: number,
    removal: {
      file: table,
      passage: "value: number('minimum', 512, maximumLength), default: '262144'",
      becomes: "value: number('maximum', 512, maximumLength), default: '262144'",
    },
  },
  {
    section: '13.14',
    subject: 'FirstBurstLength',
    conduct: 'minimum; the target has 256 KiB',
    test: number,
    removal: {
      file: table,
      passage: "value: number('minimum', 512, maximumLength), default: '65536'",
      becomes: "value: number('maximum', 512, maximumLength), default: '65536'",
    },
  },
  {
    section: '13.14',
    subject: 'FirstBurstLength and MaxBurstLength',
    conduct: 'the first burst is no longer than a burst, in whatever order the two are spoken of',
    test: { file, title: 'FirstBurstLength comes to no more than MaxBurstLength, whichever is spoken of first (§13.14)' },
    removal: {
      file: 'iscsi/negotiation.ts',
      passage: 'replies: withinBurst(replies, values),',
      becomes: 'replies,',
    },
  },
  {
    section: '13.17',
    subject: 'MaxOutstandingR2T',
    conduct: 'minimum; the target has 8, and as many R2Ts of a command are outstanding at most',
    test: {
      file: 'conformance/data-transfer.test.ts',
      title: 'with %i R2Ts outstanding at once, and no more (§13.17)',
    },
    removal: {
      file: 'iscsi/data-out-sequence.ts',
      passage: 'this.#bursts.size < parameters.maximumOutstandingR2T',
      becomes: 'this.#bursts.size < 64',
    },
  },
  {
    section: '13.18',
    subject: 'DataPDUInOrder',
    conduct: 'OR; the target has Yes',
    test: boolean,
    removal: {
      file: table,
      passage: "value: yesNo('or'), default: 'Yes', reference: '§13.18'",
      becomes: "value: yesNo('and'), default: 'Yes', reference: '§13.18'",
    },
  },
  { section: '13.18', subject: 'DataPDUInOrder=No', conduct: 'always comes to Yes: Data-Out out of order is a protocol error' },
  {
    section: '13.19',
    subject: 'DataSequenceInOrder',
    conduct: 'OR; the target has Yes',
    test: boolean,
    removal: {
      file: table,
      passage: "value: yesNo('or'), default: 'Yes', reference: '§13.19'",
      becomes: "value: yesNo('and'), default: 'Yes', reference: '§13.19'",
    },
  },
  { section: '13.19', subject: 'DataSequenceInOrder=No', conduct: 'always comes to Yes: R2Ts ask for data from the beginning to the end' },
];

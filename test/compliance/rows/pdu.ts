/** PDUs: their headers, segments and lengths. */
import type { ComplianceRow } from '../row.ts';

export const pduRows: readonly ComplianceRow[] = [
  {
    section: '11.2.1.2',
    subject: 'Unknown opcodes',
    conduct: 'Reject (command not supported); the stream goes on behind them',
    test: { file: 'conformance/reject.test.ts', title: 'an unknown opcode with data: the stream stays in step' },
    removal: { file: 'wire/codec.ts', passage: 'if (codec === undefined)', becomes: 'if (codec === null)' },
  },
];

/**
 * Informational Exceptions Control (SPC-4 §7.5.11, SSC-4 §8.3): whether TapeAlert flags are told before a host asks, and by which method; and TEST,
 * which raises and lowers them by hand. TEST and its flag number are carried out and not kept.
 *
 *     0 1Ch │ 1 0Ah │ 2 PERF (bit 7) EBF (5) EWASC (4) DEXCPT (3) TEST (2) EBACKERR (1) LOGERR (0) │ 3 MRIE (3–0) │ 4–7 INTERVAL TIMER
 *     8–11 TEST FLAG NUMBER, signed: 1 to 64, -1 to -64, 0, 32767
 */
import { bits, flag, int, layout, uint } from '../foundation/layout.ts';
import { allFlags, type InformationalExceptions, MethodOfReporting } from './informational-exceptions.ts';
import { defineModePage } from './mode-pages.ts';
import { tapeAlertFlags } from './tape-alert.ts';

const methods: readonly number[] = Object.values(MethodOfReporting);

export const informationalExceptionsPage = (exceptions: Pick<InformationalExceptions, 'disabled' | 'method' | 'test'>) =>
  defineModePage({
    pageCode: 0x1c,
    name: 'Informational Exceptions Control',
    reference: 'SPC-4 §7.5.11',
    layout: layout(12, {
      performance: flag(2, 7),
      enableBackgroundFunction: flag(2, 5),
      enableWarning: flag(2, 4),
      disableExceptionControl: flag(2, 3),
      test: flag(2, 2),
      enableBackgroundError: flag(2, 1),
      logErrors: flag(2, 0),
      methodOfReporting: bits(3, 3, 4),
      intervalTimer: uint(4, 4),
      testFlagNumber: int(8, 4),
    }),
    defaults: { disableExceptionControl: true, methodOfReporting: MethodOfReporting.recoveredErrorIfPosted },
    changeable: ['disableExceptionControl', 'test', 'methodOfReporting', 'testFlagNumber'],
    live: () => ({ test: false, testFlagNumber: 0 }),
    refuse: ({ disableExceptionControl, test, methodOfReporting, testFlagNumber: number }) => {
      if (!methods.includes(methodOfReporting)) return 'methodOfReporting';
      // With TEST=0 it is a report count: every exception is told once.
      if (!test) return number === 0 ? undefined : 'testFlagNumber';
      if (disableExceptionControl) return 'test';
      return Math.abs(number) <= tapeAlertFlags || number === allFlags ? undefined : 'testFlagNumber';
    },
    selected: ({ disableExceptionControl, methodOfReporting, test, testFlagNumber }) => {
      exceptions.disabled = disableExceptionControl;
      exceptions.method = methodOfReporting;
      if (test) exceptions.test(testFlagNumber);
    },
  });

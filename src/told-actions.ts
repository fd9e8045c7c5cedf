/** The actions of a home, told of: what an operator does to a lab stands in its trace beside what the hosts do. Those that only look are not. */
import type { Happening, Publish } from './foundation/event.ts';

type Input = Readonly<Record<string, unknown>>;

export type OperatorHappening = Happening & {
  readonly event: 'operator.acted';
  /** `drive.load`. */
  readonly action: string;
  readonly input: Input;
  /** Why it could not be done. */
  readonly problem: string | undefined;
};

const looks = /^status$|^trace\.|\.(list|show|check|state|report|export|presets)$/;

/** The same actions; each that does something is published when it has been done or refused. */
export function toldActions<Table extends object>(actions: Table, publish: Publish<OperatorHappening>): Table {
  const told = Object.entries(actions).map(([action, perform]: [string, (input: Input, ...rest: unknown[]) => Promise<unknown>]) => {
    if (looks.test(action)) return [action, perform];
    const tell = (input: Input, problem?: string): void => publish({ event: 'operator.acted', action, input, problem });
    return [
      action,
      async (input: Input, ...rest: unknown[]): Promise<unknown> => {
        try {
          const done = await perform(input, ...rest);
          tell(input);
          return done;
        } catch (error) {
          tell(input, error instanceof Error ? error.message : String(error));
          throw error;
        }
      },
    ];
  });
  return Object.fromEntries(told) as Table;
}

/** `drive.load dds0 DDS001`. The text of a scenario is left out: its file is named beside it. */
export function actionInWords({ action, input, problem }: OperatorHappening): string {
  const words = Object.entries(input).flatMap(([name, value]) => {
    if (value === undefined || value === false || (typeof value === 'string' && value.includes('\n'))) return [];
    if (value === true) return [name];
    return [typeof value === 'object' ? JSON.stringify(value) : String(value)];
  });
  return `${[action, ...words].join(' ')}${problem === undefined ? '' : `: ${problem}`}`;
}

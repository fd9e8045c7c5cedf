import { expect, test } from 'vitest';
import { actionInWords, type OperatorHappening, toldActions } from '../../src/told-actions.ts';

test('actions do as before, and what they did is told, but not what was only looked at', async () => {
  const told: OperatorHappening[] = [];
  const heard: unknown[] = [];
  const actions = toldActions(
    {
      'drive.load': async (input: object, ...rest: unknown[]) => {
        heard.push([input, ...rest]);
        return 'loaded';
      },
      'drive.eject': async (_input: object) => {
        throw new Error('it is stuck');
      },
      'drive.show': async (_input: object) => 'shown',
      status: async (_input: object) => 'fine',
      'trace.tail': async (_input: object) => [],
    },
    (event) => told.push(event),
  );
  const { signal } = new AbortController();
  const load = actions['drive.load'] as (input: object, signal: AbortSignal) => Promise<string>;
  expect(await load({ drive: 'dds0', barcode: 'A1', force: true, slot: undefined }, signal)).toBe('loaded');
  expect(heard).toEqual([[{ drive: 'dds0', barcode: 'A1', force: true, slot: undefined }, signal]]);
  await expect(actions['drive.eject']({ drive: 'dds0', place: { slot: 1 } })).rejects.toThrow('it is stuck');
  await actions['drive.show']({});
  await actions.status({});
  await actions['trace.tail']({});
  expect(told.map(actionInWords)).toEqual(['drive.load dds0 A1 force', 'drive.eject dds0 {"slot":1}: it is stuck']);
  const input = { text: 'scenario: Quiet\nseed: 1\n', file: 'quiet.yaml' };
  expect(actionInWords({ event: 'operator.acted', action: 'scenario.run', input, problem: undefined })).toBe('scenario.run quiet.yaml');
});

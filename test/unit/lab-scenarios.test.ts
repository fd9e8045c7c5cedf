import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../src/config/schema.ts';
import { LabScenarios } from '../../src/lab-scenarios.ts';
import { StageUnderTest } from './scenario/stage.ts';

/** The scenarios of a lab that has nothing; `beforeFacts` is what it waits for before it tells so. */
function scenariosOf(stage: StageUnderTest, beforeFacts: Promise<void>): LabScenarios {
  const { faults, chronicle, clock } = stage;
  const room = { barcodes: () => beforeFacts.then(() => []) };
  return new LabScenarios({
    home: { room } as never,
    configuration: { drives: {}, libraries: {}, targets: {} } as unknown as Configuration,
    faults,
    chronicle,
    clock,
    operator: () => ({}) as never,
    outstanding: () => [],
  });
}

describe('when the lab ends', () => {
  it('a scenario that is just starting is over as soon as it has', async () => {
    const stage = new StageUnderTest();
    let go = () => {};
    const scenarios = scenariosOf(stage, new Promise((resolve) => (go = resolve)));
    const starting = scenarios.run({ text: 'scenario: x\nrules: [{ do: drop }]\nends: after 1h', file: 'x.yaml' });
    let closed = false;
    const closing = scenarios.close().then(() => (closed = true));
    await stage.settled();
    expect(closed).toBe(false);
    go();
    await closing;
    expect((await starting).result).toMatchObject({ phase: 'stopped', ended: 'the lab was stopped' });
    expect(stage.faults.records()).toEqual([]);
  });

  it('no other begins', async () => {
    const scenarios = scenariosOf(new StageUnderTest(), Promise.resolve());
    await scenarios.close();
    await expect(scenarios.run({ text: 'scenario: x', file: 'x.yaml' })).rejects.toMatchObject({ code: 'lab-closed' });
  });
});

import { expect, it } from 'vitest';
import { driveModels } from '../../../src/models/index.ts';
import { driveWithTape } from '../tape/host.ts';

it('lto-8 is what IBM’s drive says it is', async () => {
  const { host } = await driveWithTape({ model: driveModels.get('lto-8')! });
  const { data } = await host.execute([0x12, 0, 0, 0, 96, 0], { room: 96 });
  expect(data[0]).toBe(0x01);
  expect(data[1]! & 0x80).toBe(0x80);
  expect(data.subarray(8, 36).toString('latin1')).toBe('IBM     ULT3580-TD8     R3G3');
});

it('every model is found by its own name', () => {
  for (const [name, model] of driveModels) expect(model.name).toBe(name);
});

it.each([...driveModels.values()])('$name fits the fields its data go into', (model) => {
  const { vendorIdentification, productIdentification, productRevisionLevel } = model.inquiry;
  expect(vendorIdentification.length).toBeLessThanOrEqual(8);
  expect(productIdentification.length).toBeLessThanOrEqual(16);
  expect(productRevisionLevel.length).toBeLessThanOrEqual(4);
  const codes = model.densities.map(({ code }) => code);
  expect(codes).toEqual(codes.toSorted((a, b) => a - b));
  expect(codes).toContain(model.defaultDensityCode);
  for (const { assigningOrganization, name, description } of model.densities) {
    expect(assigningOrganization.length).toBeLessThanOrEqual(8);
    expect(name.length).toBeLessThanOrEqual(8);
    expect(description.length).toBeLessThanOrEqual(20);
  }
  expect(model.bufferBytes).toBeGreaterThanOrEqual(model.blockLimits.maximumBytes);
});

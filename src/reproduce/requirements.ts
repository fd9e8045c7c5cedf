/** A reproduction is of no use where the devices it is about are not: somebody else's target may lack them, or Windows a driver for them. */
import { UserError } from '../foundation/user-error.ts';
import type { NamedDevice } from '../host/happening.ts';
import type { Computer } from '../host/windows/computer.ts';

/** @throws UserError */
export function requireDevices(computer: Computer, kinds: readonly NamedDevice['kind'][]): void {
  const missing = kinds.filter((kind) => !computer.devices.some((device) => device.kind === kind));
  if (missing.length === 0) return;
  const found = computer.devices.map(({ name, product }) => `${name} (${product.trim()})`).join(', ');
  throw new UserError(
    'device-missing',
    `${computer.version.title} finds no ${missing.join(' and no ')} there that it has a driver for${found && `, but ${found}`}.`,
    {
      hint: 'serve models that Windows has drivers for, like exabyte-8505 in an exabyte-exb-480, or hp-c1537a; --target names the right target.',
    },
  );
}

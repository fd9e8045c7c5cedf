/** What a program of somebody else's has from the package for the host's side. */
import { expect, it } from 'vitest';
import { dialTcp, Initiator, initiatorProfiles, LoginError, Secret, systemClock, UserError } from '../../../src/index.ts';

it('is all that an initiator with CHAP is made of, and what its logins fail with', async () => {
  const chap = { name: 'me', secret: Secret.ofText('twelve letters'), target: { secret: Secret.ofText('and others') } };
  const options = {
    profile: initiatorProfiles.tapelab,
    initiatorName: 'iqn.2026-11.com.example:own',
    dial: dialTcp(systemClock),
    clock: systemClock,
  };
  const login = new Initiator({ ...options, chap }).discover({ address: '127.0.0.1', port: 1 });
  await expect(login).rejects.toBeInstanceOf(LoginError);
  expect(() => new Initiator({ ...options, chap: { ...chap, target: chap } })).toThrow(UserError);
});

import { afterEach, expect, test, vi } from 'vitest';
import { ada, grace } from '../../cli/signInDemo/people.ts';
import { runSignInDemo } from '../../cli/signInDemo/signInDemo.ts';
import type { SingleSignOn } from '../../shared/tenants/tenant.ts';
import { rotatedToken } from '../support/tenants.ts';
import { useSignIn } from '../support/useSignIn.ts';

const { directory, service, tenants, tenant } = await useSignIn({}, [ada, grace]);

afterEach(() => {
  vi.useRealTimers();
});

async function run(settings: Partial<SingleSignOn> = {}) {
  const { name } = await tenant(settings);
  const token = await rotatedToken(tenants, name, 'none');
  let text = '';
  const isGood = await runSignInDemo({
    serviceUrl: service.host.url,
    ...{ tenant: name, token, directory: directory.origin, colour: false },
    write: (piece) => (text += piece),
    // The service runs in this process, so its clock is this one.
    pause: (milliseconds) =>
      Promise.resolve(vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds })),
  });
  return { isGood, text };
}

test('shows who signs in, who is refused and why, and that a disabled person is signed out within 30 seconds', async () => {
  const { isGood, text } = await run();
  expect(text).toMatch(
    /✔ +Ada Lovelace +signs in +200 +signed in as ada\.lovelace@contoso\.com, card 000B0001/,
  );
  expect(text).toMatch(/✔ +Grace Hopper +signs in, .+ 403 +refused: The tenant has no such user\./);
  expect(text).toMatch(/sends the answer that Ada used +403 +refused: The assertion was used before\./);
  expect(text).toMatch(/writes Ada into .+ 403 +refused: The assertion was changed after it was signed\./);
  expect(text).toMatch(/✔ +Ada Lovelace +signs in again +403 +refused: The user is disabled\./);
  expect(text).toMatch(/her session +401 +not signed in any more, (?:[12]?\d|30) s later/);
  expect(text).toContain('✔ Only Ada signed in');
  expect(isGood).toBe(true);
});

test('ends badly where somebody signs in who should not', async () => {
  const { isGood, text } = await run({ automaticRegistration: true });
  expect(text).toMatch(/✘ +Grace Hopper +signs in, .+ 200 +signed in as grace/);
  expect(text).toContain('✘ 1 of 6 answers are wrong.');
  expect(isGood).toBe(false);
});

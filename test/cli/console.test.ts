import { afterAll, expect, test } from 'vitest';
import { command, startService } from '../support/service.ts';
import { useTenant } from '../support/useTenant.ts';

const service = await startService({ SCIM_MANAGEMENT_API: 'on', SCIM_CONSOLE: 'on' });
afterAll(() => service.stop());
const { service: without } = await useTenant();

test('console says where the console is', async () => {
  const { code, stdout } = await command(service, 'console', '--json', '--url', service.url);
  expect({ code, answer: JSON.parse(stdout) as unknown }).toEqual({
    code: 0,
    answer: { consoleUrl: `${service.url}/console` },
  });
});

test('console says what to do if the service has none', async () => {
  const { code, stderr } = await command(service, 'console', '--json', '--url', without.url);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `The service at ${without.url}/console has no console (404). Set SCIM_CONSOLE and SCIM_MANAGEMENT_API to "on".\n`,
  });
});

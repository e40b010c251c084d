import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSealingKeys } from '../../shared/config/keyRing.ts';
import { findHandover } from '../../shared/operators/handover.ts';
import { findSecret } from '../../shared/tenants/credential.ts';
import { startCommands, type Commands } from '../support/commands.ts';

let cli: Commands;

beforeAll(async () => {
  cli = await startCommands({ SCIM_MANAGEMENT_API: 'on' });
  await cli.tenant('acme');
});
afterAll(() => cli.stop());

test('a link carries a new secret token, which is not shown; it is listed and revoked', async () => {
  const { link } = await cli.json('handover', 'add', 'acme', '--note', 'Jane', '--hours', '24');
  const [, id = '', secret = ''] =
    /^https:\/\/scim\.example\/handover\/([^#]+)#(.+)$/.exec(String(link)) ?? [];
  const listed = await cli.text('handover', 'list', 'acme');
  expect(listed).toMatch(new RegExp(`${id.slice(0, 8)} +Jane .* open +\\S+@`));
  expect(listed).not.toContain(secret);
  const found = await findHandover(cli.tenants, readSealingKeys(cli.settings), id, secret);
  const { secretToken = '' } = (await found?.open()) ?? {};
  expect(findSecret((await cli.stored('acme')).secretTokens, secretToken)).toBeDefined();
  expect(await cli.text('handover', 'list', 'acme')).toContain(' opened ');

  const text = await cli.text('handover', 'add', 'acme');
  expect(text).toMatch(/Link +https:\/\/scim\.example\/handover\/\S+#\S{43}\n/);
  expect(text).not.toContain('ufscim_');
  const [newest] = (await cli.json('handover', 'list', 'acme')).handovers as { id: string }[];
  await cli.text('handover', 'revoke', 'acme', newest?.id.slice(0, 8) ?? '');
  expect(await cli.text('handover', 'list', 'acme')).toContain(' revoked ');
});

test('what is wrong is refused', async () => {
  expect(await cli.refusal('handover', 'add', 'acme', '--hours', '73')).toContain('from 1 to 72');
  expect(await cli.refusal('handover', 'add', 'acme', '--note', ' ')).toContain('1 to 128');
  expect(await cli.refusal('handover', 'add', 'nobody')).toContain('There is no tenant');
});

import { readEntraAuthority } from '../../shared/config/config.ts';
import { readSigningKeys } from '../../shared/config/keyRing.ts';
import { readDocumentRow, unlessDamaged } from '../../shared/store/documentRow.ts';
import type { StoredResource } from '../../shared/scim/represent.ts';
import { idKey, keyRange } from '../../shared/store/keys.ts';
import { requestDeadlineMs } from '../../shared/store/limits.ts';
import { type Partition, walkRange } from '../../shared/store/partition.ts';
import { requireTenant } from '../../shared/tenants/change.ts';
import { examineSignIn } from '../doctor/examineSignIn.ts';
import { programName } from '../programName.ts';
import { commandSettings, openTenants, openUsers } from '../storage.ts';
import { serviceUrl } from '../tenantUrl.ts';
import { json, tenantName, type Json, type Registration } from './command.ts';
import { writeFindings } from './writeFindings.ts';

/** How many users are looked at. */
const lookedAt = 50;

export const registerSso: Registration = (program) => {
  program
    .command('sso')
    .description('single sign-on of a tenant: what keeps its people from signing in')
    .command('check')
    .description(
      'check settings, service, directory, certificates and clocks, and say what to do; writes nothing',
    )
    .argument(...tenantName)
    .option(...json)
    .action(check);
};

/** `uniflow-scim sso check <tenant>`: exit code 1 if there is a problem. */
async function check(name: string, options: Json): Promise<void> {
  const settings = await commandSettings();
  const url = serviceUrl(settings);
  const tenant = await requireTenant(await openTenants(settings), name);
  const findings = await examineSignIn({
    tenant,
    users: await someUsers({
      table: await openUsers(settings),
      tenant: name,
      signal: AbortSignal.timeout(requestDeadlineMs),
    }),
    program: programName(),
    issuesTokens: readSigningKeys(settings) !== undefined,
    serviceUrl: url,
    authority: readEntraAuthority(settings),
  });
  writeFindings(findings, options.json === true);
}

/** The first page of users. One that can't be read must not hide the others; `fsck` finds it. */
async function someUsers(partition: Partition): Promise<readonly StoredResource[]> {
  const range = keyRange(idKey(''));
  for await (const rows of walkRange(partition, range, { pageSize: lookedAt }))
    return rows.flatMap((row) => unlessDamaged(() => readDocumentRow(row)) ?? []);
  return [];
}

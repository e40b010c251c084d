import type { InvocationContext } from '@azure/functions';
import type { Directories } from '../signIn/directories.ts';
import { certificateWarningDays, type DirectoryMetadata } from '../signIn/federationMetadata.ts';
import { whereOpen } from '../signIn/openTenant.ts';
import { SignInRefused } from '../signIn/refusals.ts';
import { inParallel } from '../store/inParallel.ts';
import { log } from '../telemetry/log.ts';
import type { Tenant } from '../tenants/tenant.ts';

const dayMs = 24 * 3_600_000;

/** Directories that are asked at a time. */
const parallel = 4;

/**
 * Logs a warning for every tenant at whose directory people sign in, and whose last certificate ends within 30 days: from
 * then on nobody could sign in. A directory is asked once a day; of one that does not answer nothing is said here.
 */
export async function warnOfCertificates(
  context: InvocationContext,
  directories: Pick<Directories, 'metadataOf'>,
  tenants: readonly Tenant[],
): Promise<void> {
  const open = tenants.flatMap((tenant) => whereOpen(tenant) ?? []);
  await inParallel(open, parallel, async ({ tenant: { name }, directory }) => {
    const metadata = await unlessRefused(() => directories.metadataOf(directory));
    if (metadata === undefined) return;
    const last = Math.max(...metadata.certificates.map(({ ends }) => ends.getTime()));
    if (last > Date.now() + certificateWarningDays * dayMs) return;
    log(context, 'warn', 'certificateEnds', { tenant: name, expires: new Date(last).toISOString() });
  });
}

async function unlessRefused(read: () => Promise<DirectoryMetadata>): Promise<DirectoryMetadata | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SignInRefused) return undefined;
    throw error;
  }
}

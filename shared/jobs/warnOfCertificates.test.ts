import type { InvocationContext } from '@azure/functions';
import { expect, test } from 'vitest';
import type { DirectoryAddress } from '../signIn/directories.ts';
import { SignInRefused } from '../signIn/refusals.ts';
import { defaultSingleSignOn, type Tenant } from '../tenants/tenant.ts';
import { tenantOf } from '../../test/support/tenants.ts';
import { warnOfCertificates } from './warnOfCertificates.ts';

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

function signsIn(name: string, enabled = true): Tenant {
  const tenant = tenantOf(name, [], { entraTenantId: '0a1b2c3d-0000-4000-8000-00000000000f' });
  const singleSignOn = { ...defaultSingleSignOn, enabled, metadataUrl: 'https://login.example.net/x' };
  return { ...tenant, identityProvider: { ...tenant.identityProvider, singleSignOn } };
}

/** Days until the certificates of a tenant's directory end. */
const ends: Readonly<Record<string, readonly number[]>> = {
  ending: [-3, 20],
  renewed: [20, 400],
  off: [1],
};

test('tells of the tenants whose last certificate ends within 30 days, and of no others', async () => {
  const lines: string[] = [];
  const asked: string[] = [];
  await warnOfCertificates(
    { warn: (line: string) => lines.push(line) } as unknown as InvocationContext,
    {
      metadataOf({ tenant }: DirectoryAddress) {
        asked.push(tenant);
        const days = ends[tenant];
        if (days === undefined) return Promise.reject(new SignInRefused('metadataUnavailable'));
        const certificates = days.map((day) => ({ pem: '', ends: inDays(day) }));
        return Promise.resolve({ entityId: '', passiveEndpoint: '', certificates });
      },
    },
    [signsIn('down'), signsIn('ending'), signsIn('renewed'), signsIn('off', false), tenantOf('without')],
  );
  expect(asked.toSorted()).toEqual(['down', 'ending', 'renewed']);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      event: 'certificateEnds',
      tenant: 'ending',
      expires: expect.stringContaining(inDays(20).toISOString().slice(0, 10)) as unknown,
    },
  ]);
});

import type { Schemas } from '../../api/client.ts';
import type { ShownOnce, ShownValue } from '../../state/secrets.ts';
import { texts } from '../../texts.ts';

const words = texts.shownOnce;

/** As much of a tenant as its credentials are shown with. */
type Named = Pick<Schemas['Tenant'], 'name' | 'displayName' | 'tenantUrl' | 'tokenEndpoint'>;

/** What the dialog shows of a secret token. */
export function tokenShown(tenant: Named, secretToken: string): ShownOnce {
  return {
    title: words.title(tenant.displayName),
    introduction: words.introduction,
    values: [
      tenantUrlOf(tenant),
      { label: words.secretToken, value: secretToken, goesTo: words.goesTo.secretToken, secret: true },
    ],
    handover: { tenant: tenant.name, credential: { secretToken } },
  };
}

/** The same of a token that is not for Entra. */
export function ownTokenShown(tenant: Named, secretToken: string): ShownOnce {
  return {
    title: words.title(tenant.displayName),
    introduction: words.notForEntra,
    values: [{ label: words.token, value: secretToken, goesTo: '', secret: true }],
  };
}

/** What the dialog shows of a client and its secret. */
export function clientShown(tenant: Named, clientId: string, clientSecret: string): ShownOnce {
  return {
    title: words.title(tenant.displayName),
    introduction: words.introduction,
    values: [
      tenantUrlOf(tenant),
      ...tokenEndpointOf(tenant),
      { label: words.clientId, value: clientId, goesTo: words.goesTo.clientId },
      { label: words.clientSecret, value: clientSecret, goesTo: words.goesTo.clientSecret, secret: true },
    ],
    handover: { tenant: tenant.name, credential: { clientId, clientSecret } },
  };
}

/** What the dialog shows of a federated credential, which has no secret. */
export function federationShown(
  tenant: Named,
  { subject }: Pick<Schemas['FederatedCredential'], 'subject'>,
): ShownOnce {
  return {
    title: words.title(tenant.displayName),
    introduction: words.federation,
    values: [
      tenantUrlOf(tenant),
      ...tokenEndpointOf(tenant),
      { label: words.clientId, value: subject, goesTo: words.goesTo.clientId },
    ],
  };
}

function tenantUrlOf({ tenantUrl }: Named): ShownValue {
  return { label: words.tenantUrl, value: tenantUrl, goesTo: words.goesTo.tenantUrl };
}

function tokenEndpointOf({ tokenEndpoint }: Named): readonly ShownValue[] {
  if (tokenEndpoint === null) return [];
  return [{ label: words.tokenEndpoint, value: tokenEndpoint, goesTo: words.goesTo.tokenEndpoint }];
}

// Sign-in of a tenant's administrator by single sign-on of the tenant. The session is a cookie, which no script can read.

/** Which tenant the person has gone to sign in to; no secret. Kept in the storage of this tab until the person is back. */
const storageKey = 'tenantSignIn';

/** Leaves for the sign-in of a tenant's people. @param address to come back to. */
export function leaveForTenant(tenant: string, address: string): void {
  sessionStorage.setItem(storageKey, tenant);
  const query = new URLSearchParams({ returnTo: address });
  location.assign(`/sso/${encodeURIComponent(tenant)}/login?${query.toString()}`);
}

/** The tenant whose sign-in the person comes back from, once; undefined if from none. */
export function takeTenant(): string | undefined {
  const tenant = sessionStorage.getItem(storageKey) ?? undefined;
  sessionStorage.removeItem(storageKey);
  return tenant;
}

/** Ends the session, here and not at the directory: that would need to leave the page. */
export async function endSession(tenant: string): Promise<void> {
  await fetch(`/sso/${encodeURIComponent(tenant)}/logout`, {
    method: 'POST',
    credentials: 'same-origin',
    redirect: 'manual',
    referrerPolicy: 'same-origin',
    keepalive: true,
  }).catch(() => undefined);
}

import { rotateSecretToken } from '../../shared/tenants/manage.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { tenantUrl } from '../tenantUrl.ts';
import type { Output } from '../output.ts';

export interface RotateOptions {
  readonly revokeOthers?: boolean;
}

/** `uniflow-scim token rotate <tenant>` */
export async function rotate(name: string, options: RotateOptions, output: Output): Promise<void> {
  const settings = await commandSettings();
  const url = tenantUrl(settings, name);
  const alone = options.revokeOthers === true;
  const { tenant, token } = await rotateSecretToken(await openTenants(settings), name, alone);
  output.json({ tenant: name, tenantUrl: url, secretToken: token, validTokens: tenant.secretTokens.length });
  output.fields(`Tenant "${name}" has a new secret token.`, {
    'Provisioning tenant URL': url,
    'Provisioning secret token': token,
  });
  output.note(
    alone || tenant.secretTokens.length === 1
      ? 'It is shown this once. Every other token ends within 30 seconds.'
      : `It is shown this once. The token before it stays valid until the next rotation.\nAfter a leak, this makes another one and ends all before it:  npx uniflow-scim token rotate ${name} --revoke-others`,
  );
}

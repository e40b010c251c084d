import type { TokenAddition } from '../../../generated/manage.js';
import type { Config } from '../../config/config.ts';
import { endAfter, readExpiry } from '../../tenants/expiry.ts';
import type { TokenWish } from '../../tenants/secretTokens.ts';

/**
 * The secret token that a body asks for; its end is the deployment's where it does not say.
 *
 * @throws ScimError 400
 */
export function tokenWish(
  { secretTokenDays }: Config,
  { label = 'secret token', scope = 'provisioning', expires }: Omit<TokenAddition, 'replace'> = {},
): TokenWish {
  const now = new Date();
  return {
    label,
    scope,
    expires: expires === undefined ? endAfter(secretTokenDays, now) : readExpiry(expires, now),
  };
}

import { readSecretTokenDays } from '../shared/config/config.ts';
import { endAfter, readExpiry, type Scope } from '../shared/tenants/credential.ts';
import type { TokenInput } from '../shared/tenants/secretTokens.ts';
import type { Settings } from './settings.ts';

export interface TokenOptions {
  readonly label?: string;
  readonly scope?: Scope;
  /** `90d`, a date, or `never`. */
  readonly expires?: string;
  readonly idempotencyKey?: string;
}

/**
 * The secret token that a command's options describe; by default it expires as the deployment's setting says.
 *
 * @throws SettingError, ScimError
 */
export function tokenFromOptions(settings: Settings, options: TokenOptions = {}): TokenInput {
  const now = new Date();
  const { label = 'secret token', scope = 'provisioning', expires, idempotencyKey } = options;
  return {
    label,
    scope,
    idempotencyKey,
    expires: expires === undefined ? endAfter(readSecretTokenDays(settings), now) : readExpiry(expires, now),
  };
}

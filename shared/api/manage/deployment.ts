import type { Deployment } from '../../../generated/manage.js';
import { version } from '../../../generated/version.ts';
import type { Config } from '../../config/config.ts';
import type { KeyRing } from '../../config/keyRing.ts';
import { policySettings } from '../../config/setting.ts';
import { storageKind } from '../../config/storage.ts';
import type { Answer } from '../endpoint.ts';
import { readinessFindings } from '../health.ts';
import { jsonAnswer, type ManagementCall } from './endpoint.ts';

/** GET /manage/deployment. It names keys, and holds none. */
export async function getDeployment(call: ManagementCall): Promise<Answer> {
  const { config } = call.service;
  const findings = await readinessFindings(call);
  const deployment: Deployment = {
    version,
    url: call.origin,
    storage: storageKind(config.storage),
    ready: findings.every(({ ok }) => ok),
    health: findings.map(({ check, ok, detail }) => ({ check, ok, detail })),
    settings: settingsOf(config).map(([name, value]) => ({ name, value: String(value) })),
    sealingKeys: idsOf(config.sealing),
    signingKeys: config.signing === undefined ? [] : idsOf(config.signing),
  };
  return jsonAnswer(200, deployment);
}

/** The current one first. */
function idsOf({ current, keys }: KeyRing<unknown>): readonly string[] {
  return [current, ...[...keys.keys()].filter((id) => id !== current)];
}

function settingsOf(config: Config): readonly (readonly [name: string, value: string | number])[] {
  const { limits, policies } = config;
  const onOff = (value: boolean) => (value ? 'on' : 'off');
  return [
    ['SCIM_PUBLIC_URL', config.publicUrl ?? 'that of the request'],
    ['SCIM_ENTRA_AUTHORITY', config.entraAuthority],
    ['SCIM_MANAGEMENT_API', onOff(config.managementApi)],
    ['SCIM_CONSOLE', onOff(config.console)],
    ['SCIM_CONSOLE_ENTRA_TENANT', config.operators?.entraTenantId ?? 'none'],
    ['SCIM_CONSOLE_CLIENT_ID', config.operators?.clientId ?? 'none'],
    ['SCIM_SINGLE_SIGN_ON', onOff(config.singleSignOn)],
    ['SCIM_SECRET_TOKEN_DAYS', config.secretTokenDays ?? 'never'],
    ['SCIM_ACCESS_TOKEN_MINUTES', config.accessTokenMinutes],
    ['SCIM_LOG_RETENTION_DAYS', config.logRetentionDays],
    ['SCIM_AUDIT_RETENTION_DAYS', config.auditRetentionDays],
    ['SCIM_TENANT_REQUESTS_PER_SECOND', limits.tenantRequestsPerSecond],
    ['SCIM_CREDENTIAL_REQUESTS_PER_SECOND', limits.credentialRequestsPerSecond],
    ['SCIM_FAILED_AUTHENTICATIONS_PER_MINUTE', limits.failedAuthenticationsPerMinute],
    ...policySettings.flatMap(({ prefix, path }): [string, string][] => {
      const policy = policies.get(path);
      if (policy === undefined) return [];
      const { minLength, maxLength, alphabet } = policy;
      const length = minLength === maxLength ? String(minLength) : `${minLength}-${maxLength}`;
      return [
        [`${prefix}_LENGTH`, length],
        [`${prefix}_ALPHABET`, alphabet],
      ];
    }),
  ];
}

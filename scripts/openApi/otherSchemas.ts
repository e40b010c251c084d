/** What is not SCIM: tokens (RFC 6749), keys, health and the provisioning log. */
import { logActions } from '../../shared/store/logRow.ts';
import { scopes } from '../../shared/tenants/scope.ts';
import manage from '../../openapi/manage.json' with { type: 'json' };
import { described, object, text, type Json } from './json.ts';
import { listOf } from './messageSchemas.ts';

const { LogEntry, TenantName } = manage.components.schemas;

const version = described(text, 'Of the release that is deployed.');
const storageKind = described(
  { type: 'string', enum: ['local', 'azure'] },
  'Which storage serves: the one of the same machine, or an account in Azure.',
);

export const otherSchemas: Json = {
  TokenRequest: object(
    {
      grant_type: { const: 'client_credentials' },
      client_id: described(text, 'Where the client does not authenticate by a Basic header.'),
      client_secret: text,
      client_assertion_type: { const: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' },
      client_assertion: described(
        text,
        'A JWT that Entra has issued to the provisioning application (RFC 7523).',
      ),
      scope: described(text, `Some of the client's own: ${scopes.join(', ')}. Left out, all of them.`),
    },
    ['grant_type'],
    {
      additionalProperties: true,
      description: 'RFC 6749 §4.4. The client authenticates in exactly one way.',
    },
  ),
  Token: object(
    {
      access_token: text,
      token_type: { const: 'Bearer' },
      expires_in: described({ type: 'integer' }, 'Seconds.'),
      scope: text,
    },
    ['access_token', 'token_type', 'expires_in', 'scope'],
  ),
  OAuthError: object(
    {
      error: {
        enum: [
          ...['invalid_request', 'invalid_client', 'unauthorized_client', 'unsupported_grant_type'],
          ...['invalid_scope', 'temporarily_unavailable', 'server_error'],
        ],
      },
      error_description: text,
    },
    ['error', 'error_description'],
    { description: 'RFC 6749 §5.2.' },
  ),
  KeySet: object(
    {
      keys: {
        type: 'array',
        items: object({ kty: text, kid: text, alg: text, use: text }, ['kty', 'kid'], {
          additionalProperties: true,
        }),
      },
    },
    ['keys'],
    { description: 'RFC 7517 §5.' },
  ),
  Liveness: object({ status: { const: 'alive' }, version }, ['status', 'version']),
  Readiness: object(
    {
      status: { enum: ['ready', 'not ready'] },
      version,
      storage: storageKind,
      findings: {
        type: 'array',
        items: object(
          {
            check: { enum: ['settings', 'storage', 'keys', 'clock', 'format'] },
            ok: { type: 'boolean' },
            detail: text,
          },
          ['check', 'ok', 'detail'],
        ),
      },
    },
    ['status', 'version'],
  ),
  Health: object(
    {
      status: { const: 'healthy' },
      version,
      storage: storageKind,
      warnings: described(
        {
          type: 'array',
          items: object(
            { tenant: text, credential: text, label: text, expires: { type: 'string', format: 'date-time' } },
            ['credential', 'label', 'expires'],
          ),
        },
        'Credentials that end within 60 days or have ended: for who shows a management token of the deployment.',
      ),
    },
    ['status', 'version'],
    // A later release may say more of it.
    { additionalProperties: true },
  ),
  TenantName,
  LogEntry: {
    ...LogEntry,
    properties: { ...LogEntry.properties, action: { type: 'string', enum: logActions } },
  },
  LogPage: {
    ...listOf('LogEntry'),
    description: 'A page of the log, newest first. Only the cursor leads on.',
  },
};

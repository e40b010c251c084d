import type * as access from '../../shared/scim/errors/access.ts';
import type { Descriptions } from './description.ts';

export const accessDescriptions: Descriptions<typeof access> = {
  tokenMissing: {
    meaning: 'In Entra the secret token was left blank, and it sent none; or a proxy takes the header away.',
    advice: 'Enter the secret token, test the connection, save.',
  },
  tokenInvalid: {
    meaning:
      'The token has expired, was revoked or cut, or is of another tenant; the answer is the same for a tenant that does not exist.',
    advice:
      '`node dist/cli.js token list <tenant>` shows which there are; `node dist/cli.js token rotate <tenant>` makes a new one: [how to rotate](operate.md#rotate).',
  },
  managementTokenMissing: {
    meaning: '`/manage` and `/health` of a deployment ask for a management token.',
    advice: '`node dist/cli.js management list`, `management add`.',
  },
  managementTokenInvalid: {
    meaning: 'The token has expired, was revoked or cut, or is for something else.',
    advice: '`node dist/cli.js management list`, `management add`.',
  },
  provisioningOff: {
    meaning: 'The token is right, and the tenant is disabled.',
    advice: '`node dist/cli.js tenant enable <tenant>`.',
  },
  scopeInsufficient: {
    meaning: "A `read-only` token was pasted into Entra, or a tenant's token is used for `/manage`.",
    advice: '`node dist/cli.js token add <tenant> --scope provisioning`, `node dist/cli.js management add`.',
    examples: [['…']],
  },
  managementTokenRequired: {
    meaning: "What belongs to the deployment is not reached with a tenant's credential.",
    advice: '`node dist/cli.js management add`.',
  },
  consoleRoleMissing: {
    meaning: 'The access token is genuine, and its `roles` have none of the three app roles of the console.',
    advice:
      'In Entra, under _Enterprise applications_, assign a role to the person or group, and sign in again.',
  },
  roleInsufficient: {
    meaning:
      'The management token, or the person who signed in, has a role that may not do that under `/manage`.',
    advice:
      'Ask an operator with the role, or make a token that has it: `node dist/cli.js management add --role admin`.',
  },
  credentialThrottled: {
    meaning: 'Rare with Entra, which waits and continues; nothing is lost.',
    advice:
      'If real work meets the limit, raise `SCIM_CREDENTIAL_REQUESTS_PER_SECOND` ([settings](settings.md)).',
  },
  tenantThrottled: {
    meaning: 'The same, for all credentials of the tenant together.',
    advice:
      'If real work meets the limit, raise `SCIM_TENANT_REQUESTS_PER_SECOND` ([settings](settings.md)).',
  },
  credentialBusy: {
    meaning: 'Scans and Bulk requests are done a few at a time.',
    advice: 'Ask for fewer at once, or with an index.',
  },
  addressThrottled: {
    meaning: "Somebody's token is wrong. A right one is still accepted.",
    advice: 'Correct the wrong one.',
  },
};

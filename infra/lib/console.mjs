// What deploy.sh sends to Microsoft Graph about the console's application, as JSON on standard output.
// `node console.mjs registration <name> | redirect <address> | assignment <principal> <person>`
import process from 'node:process';
import { readFileSync } from 'node:fs';

/** The ids are of this program: they only have to differ within one application. */
const roles = [
  [
    'Console.Admin',
    'c0c8f0ae-5d0c-4b8e-9a27-6a1c9f2f7d01',
    'Administrator',
    'Changes tenants and credentials.',
  ],
  [
    'Console.Support',
    'c0c8f0ae-5d0c-4b8e-9a27-6a1c9f2f7d02',
    'Support',
    'Sees people, and reveals PINs with a reason.',
  ],
  ['Console.Reader', 'c0c8f0ae-5d0c-4b8e-9a27-6a1c9f2f7d03', 'Reader', 'Sees tenants, and no people.'],
];
const scopeId = 'c0c8f0ae-5d0c-4b8e-9a27-6a1c9f2f7d10';

const bodies = { registration, redirect, assignment };

const [what, ...words] = process.argv.slice(2);
const body = bodies[what](...words);
if (body !== undefined) process.stdout.write(JSON.stringify(body));

/** learn.microsoft.com/graph/api/resources/application */
function registration(displayName) {
  const text = 'Operate uniflow-scim in the name of the person who is signed in.';
  return {
    displayName,
    signInAudience: 'AzureADMyOrg',
    appRoles: roles.map(([value, id, name, description]) => ({
      ...{ id, value, displayName: `Console: ${name}`, description },
      ...{ allowedMemberTypes: ['User'], isEnabled: true },
    })),
    api: {
      // The service takes tokens of version 2 only.
      requestedAccessTokenVersion: 2,
      // An application without a scope gets no access token for itself.
      oauth2PermissionScopes: [
        {
          ...{ id: scopeId, value: 'console', type: 'User', isEnabled: true },
          ...{ userConsentDisplayName: 'Use the console', userConsentDescription: text },
          ...{ adminConsentDisplayName: 'Use the console', adminConsentDescription: text },
        },
      ],
    },
  };
}

/** Adds an address of a single-page application to the one that is on standard input; nothing if it is there. */
function redirect(address) {
  const known = JSON.parse(readFileSync(0, 'utf8')).spa?.redirectUris ?? [];
  return known.includes(address) ? undefined : { spa: { redirectUris: [...known, address] } };
}

function assignment(resourceId, principalId) {
  return { principalId, resourceId, appRoleId: roles[0][1] };
}

/** Writes docs/settings.md from the tables that the readers of settings use. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { defaultEntraAuthority, numberSettings, policySettings } from '../shared/config/table.ts';
import { descriptions, type Description } from './settingDescriptions.ts';

export const referenceFile = join(import.meta.dirname, '../docs/settings.md');

const introduction = `# Settings

<!-- Made by "npm run docs:settings" from shared/config/table.ts and scripts/settingDescriptions.ts. Change those. -->

Environment variables, or application settings of the function app. Locally they stand in \`local.settings.json\`, which the
first start makes from \`local.settings.sample.json\`, with keys of its own; the environment wins over the file. A setting of
white space alone is not set.

While a setting is missing or wrong, every request is answered 503 with a sentence that names it and never quotes its value;
\`/health/ready\` says the same, and \`npm start\` stops with it. A rule for values is applied to what changes: a stricter one keeps nobody from being disabled. Limits of requests are those of one instance: they
are counted in its memory.
`;

const platform = `## Read by the platform

| setting | what for |
| --- | --- |
| \`AzureWebJobsStorage\` | Where the Functions host keeps its own state, such as the locks of timers. In Azure use an identity instead of a key: \`AzureWebJobsStorage__accountName\`, \`AzureWebJobsStorage__credential=managedidentity\`, \`AzureWebJobsStorage__clientId\`; the identity needs the role _Storage Blob Data Owner_. \`npm run start:func\` sets it where it is not set. |
| \`FUNCTIONS_WORKER_RUNTIME\` | \`node\`, for Core Tools. Flex Consumption refuses it, as it refuses \`FUNCTIONS_EXTENSION_VERSION\` and \`WEBSITE_RUN_FROM_PACKAGE\`. |
| \`FUNCTIONS_REQUEST_BODY_SIZE_LIMIT\` | Bytes that the Functions host takes of a body. It holds a body whole before any function looks at the credential, and its default of 100 MB lets a few requests without one fill an instance: so it is \`4194304\` in Azure and locally. Up to it a body that is too large is the service's 413, beyond it an empty 500 of the host. |
| \`APPLICATIONINSIGHTS_CONNECTION_STRING\` | Where the host and the service send telemetry: connection string of Application Insights. The Functions host does not start with one that it can't read: every path is then 503. The service itself goes on without telemetry, and its log says \`telemetryFailed\`. |
| \`OTEL_EXPORTER_OTLP_ENDPOINT\` | The same for a collector that speaks OTLP over HTTP: its base address, such as \`http://localhost:4318\`. Both may be set. |
| \`OTEL_EXPORTER_OTLP_HEADERS\` | Headers for that collector, \`name=value,name=value\`, such as a key of it. The Functions host does not start with any other form; \`infra/deploy.sh\` checks it. **Secret.** In Azure make it a reference to Key Vault. |
| \`OTEL_SERVICE_NAME\` | Name of the service in telemetry; by default that of the function app. |
| \`OTEL_SDK_DISABLED\` | \`true\` keeps the service from sending telemetry whatever else is set. |
| \`AZURE_TOKEN_CREDENTIALS\` | How the service signs in to Azure. \`ManagedIdentityCredential\` in Azure, which the template sets: without it the identity library tries other ways first, and asks whether there is a managed identity before it asks for a token, at every cold start. Leave it unset on a machine of your own, or name the way you signed in, such as \`AzureCliCredential\`. |
| \`NO_COLOR\` | Where it is set, the commands print without colours. |
`;

/** The bounds and defaults of what has some in a table. */
const known: Readonly<Record<string, { readonly values?: string; readonly byDefault: string }>> = {
  ...Object.fromEntries(
    Object.entries(numberSettings).map(([name, { byDefault, least, most }]) => [
      name,
      { values: `${least} to ${most}`, byDefault: `\`${byDefault}\`` },
    ]),
  ),
  ...Object.fromEntries(
    policySettings.flatMap(({ prefix, length, alphabet }) => [
      [`${prefix}_LENGTH`, { byDefault: `\`${length}\`` }],
      [`${prefix}_ALPHABET`, { byDefault: `\`${alphabet}\`` }],
    ]),
  ),
  SCIM_ENTRA_AUTHORITY: { byDefault: `\`${defaultEntraAuthority}\`` },
};

/** The page, formatted as the rest of the project is. */
export async function settingsReference(): Promise<string> {
  const head = '| setting | what for | values | by default | example |\n| --- | --- | --- | --- | --- |';
  const rows = Object.entries(descriptions).map(([name, description]) => row(name, description));
  const page = [introduction, [head, ...rows].join('\n'), platform].join('\n\n');
  return format(page, { ...(await resolveConfig(referenceFile)), parser: 'markdown' });
}

function row(name: string, { use, required, secret, values, byDefault, example }: Description): string {
  const kind = [required === true ? '**Required.**' : '', use, secret === true ? '**Secret.**' : ''];
  const allowed = [known[name]?.values, values].filter((part) => part !== undefined).join(', or ');
  const otherwise = known[name]?.byDefault ?? byDefault ?? '';
  return `| \`${name}\` | ${kind.filter((part) => part !== '').join(' ')} | ${allowed} | ${otherwise} | \`${example}\` |`;
}

if (import.meta.main) await writeFile(referenceFile, await settingsReference());

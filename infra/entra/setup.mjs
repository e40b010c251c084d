#!/usr/bin/env node
// Sets up provisioning for one customer in the customer's Entra tenant, through Microsoft Graph:
// docs/connect-entra.md. It changes only what differs, so the same command continues after an interruption.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { fetchAccessToken, readCredentials, secretsIn, toPairs } from './credentials.mjs';
import { findToken, openGraph, SetupError } from './graph.mjs';
import { mergeSchema } from './mergeSchema.mjs';

const usage = `Sets up the enterprise application, its credentials, the mapping and the provisioning job of one customer in Entra.
A later run changes only what differs. It starts the job only with --start.

  <command> client add <tenant> --json | node infra/entra/setup.mjs --name <name> [flags]

Reads credentials from standard input, as "client add", "tenant enable" and "token add" print them with --json. Without
credentials, Entra keeps those that it has. The token for Microsoft Graph is GRAPH_TOKEN, or that of "az login".

  --name <name>            display name of the enterprise application
  --card <attribute>       the directory's attribute that holds card numbers, such as extensionAttribute1
  --pin <attribute>        … PINs; Redact hides them in Entra's logs
  --code <attribute>       … card registration codes, likewise
  --notify <address>       recipient of messages about quarantine and about deletions that Entra holds back
  --delete-threshold <n>   hold back deletions beyond this number in a cycle (500)
  --everybody              provision all users and groups instead of assigned ones only
  --no-groups              provision users only: turn the mapping of groups off
  --replace-mapping        replace the mapping even if the job has run before
  --start                  start the job
  --dry-run                show what would change, and change nothing
  --graph <address>        another cloud's Graph, such as https://graph.microsoft.us
  --help
`;

/** Ids of the non-gallery application's template, by Graph endpoint. */
const templates = {
  'https://graph.microsoft.com': '8adf8e6e-67b2-4cf2-a259-e3dc5476c621',
  'https://graph.microsoft.us': '4602d0b4-76bb-404b-bca9-2652e1a39c6d',
  'https://microsoftgraph.chinacloudapi.cn': '5a532e38-1581-4918-9658-008dc27c1d68',
};

function readFlags() {
  const text = { type: 'string' };
  const flag = { type: 'boolean', default: false };
  const { values } = parseArgs({
    options: {
      ...{ name: text, card: text, pin: text, code: text, notify: text },
      'delete-threshold': { ...text, default: '500' },
      graph: { ...text, default: 'https://graph.microsoft.com' },
      ...{
        everybody: flag,
        'no-groups': flag,
        'replace-mapping': flag,
        start: flag,
        'dry-run': flag,
        help: flag,
      },
      'poll-ms': { ...text, default: '5000' },
    },
  });
  if (values.help) return values;
  if (!values.name?.trim())
    throw new SetupError('Say with --name what the enterprise application is called.');
  for (const attribute of ['card', 'pin', 'code'])
    if (values[attribute] !== undefined && !/^[A-Za-z]\w*$/.test(values[attribute]))
      throw new SetupError(`--${attribute} is the name of one attribute of the directory.`);
  if (!/^[1-9]\d{0,6}$/.test(values['delete-threshold']))
    throw new SetupError('--delete-threshold is a number.');
  if (!/^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)[:/])/.test(values.graph))
    throw new SetupError('--graph is an address that begins with https://.');
  return values;
}

const say = (mark, text) => process.stderr.write(`  ${mark} ${text}\n`);
const same = (text) => say('·', text);

async function main() {
  const flags = readFlags();
  if (flags.help) {
    process.stdout.write(usage);
    return;
  }
  const dryRun = flags['dry-run'];
  const credentials = await readCredentials();
  const address = flags.graph.replace(/\/+$/, '');
  const token = findToken(address);
  const secrets = [token, ...secretsIn(credentials)];
  const graph = openGraph({ address, token, secrets, pauseMs: Number(flags['poll-ms']) });

  /** Makes a change and prints it, or prints what it would change. */
  const change = async (done, would, act) => {
    if (dryRun) {
      say('+', `would ${would}`);
      return undefined;
    }
    const result = await act();
    say('✓', done);
    return result;
  };

  const application = await findApplication(
    graph,
    flags.name,
    templates[address] ?? templates['https://graph.microsoft.com'],
    change,
  );
  const base = application && `/servicePrincipals/${application.id}/synchronization`;
  const job = await findJob(graph, base, change);
  await saveCredentials({ graph, base, job, credentials, flags, secrets, change });
  await writeSchema({ graph, base, job, flags, change });
  await startJob({ graph, base, job, flags, change });
  if (application && job) {
    const result = { application: application.appId, servicePrincipal: application.id, job: job.id };
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
}

async function findApplication(graph, name, template, change) {
  const filter = encodeURIComponent(`displayName eq '${name.replaceAll("'", "''")}'`);
  const { value } = await graph('GET', `/servicePrincipals?$filter=${filter}&$select=id,appId,displayName`);
  if (value.length > 1)
    throw new SetupError(
      `There are ${value.length} enterprise applications named "${name}". Rename the others, or take another --name.`,
    );
  if (value.length === 1) {
    same(`the enterprise application "${name}" is there`);
    return value[0];
  }
  return change(
    `the enterprise application "${name}" is made`,
    `make the enterprise application "${name}"`,
    async () => {
      const made = await graph(
        'POST',
        `/applicationTemplates/${template}/instantiate`,
        { displayName: name },
        { makes: true },
      );
      const { id } = made.servicePrincipal;
      return graph('GET', `/servicePrincipals/${id}?$select=id,appId,displayName`, undefined, {
        fresh: true,
      });
    },
  );
}

async function findJob(graph, base, change) {
  const { value } =
    base === undefined ? { value: [] } : await graph('GET', `${base}/jobs`, undefined, { fresh: true });
  const job = value.find(({ templateId }) => templateId === 'scim');
  if (job !== undefined) {
    same('the provisioning job is there');
    return job;
  }
  return change('the provisioning job is made', 'make the provisioning job', () =>
    graph('POST', `${base}/jobs`, { templateId: 'scim' }, { fresh: true, makes: true }),
  );
}

async function saveCredentials({ graph, base, job, credentials, flags, secrets, change }) {
  if (credentials === undefined) {
    same('no credentials were piped in: what Entra has stays');
    return;
  }
  const way = credentials.secretToken === undefined ? 'client credentials' : 'secret token';
  await change(
    `the ${way} and the settings are saved`,
    `test and save the ${way} and the settings`,
    async () => {
      const accessToken =
        credentials.secretToken === undefined ? await fetchAccessToken(credentials) : undefined;
      if (accessToken !== undefined) secrets.push(accessToken);
      const settings = {
        notify: flags.notify,
        deleteThreshold: Number(flags['delete-threshold']),
        everybody: flags.everybody,
      };
      const pairs = toPairs(credentials, accessToken, settings);
      const test = { templateId: 'scim', useSavedCredentials: false, credentials: pairs };
      await graph('POST', `${base}/jobs/${job.id}/validateCredentials`, test, { fresh: true });
      await graph('PUT', `${base}/secrets`, { value: pairs });
    },
  );
}

async function writeSchema({ graph, base, job, flags, change }) {
  const ours = JSON.parse(readFileSync(join(import.meta.dirname, 'schema.json'), 'utf8'));
  if (job === undefined) {
    await change('', 'write the mapping', () => undefined);
    return;
  }
  const current = await graph('GET', `${base}/jobs/${job.id}/schema`, undefined, { fresh: true });
  const { card, pin, code } = flags;
  const merged = mergeSchema(current, ours, { card, pin, code }, !flags['no-groups']);
  if (merged === undefined)
    throw new SetupError('The job has no mapping of users. Is it of another kind of application?');
  if (JSON.stringify(merged) === JSON.stringify(current)) {
    same('the mapping is as it should be');
    return;
  }
  const hasRun = Boolean(job.status?.lastExecution) || job.schedule?.state === 'Active';
  if (hasRun && !flags['replace-mapping']) {
    say('!', 'the mapping differs, and the job has run with it: it stays. --replace-mapping writes ours');
    return;
  }
  await change('the mapping is written', 'write the mapping', () =>
    graph('PUT', `${base}/jobs/${job.id}/schema`, merged),
  );
}

async function startJob({ graph, base, job, flags, change }) {
  if (job?.schedule?.state === 'Active') {
    same('the job is started');
  } else if (flags.start) {
    await change('the job is started', 'start the job', () => graph('POST', `${base}/jobs/${job.id}/start`));
  } else {
    same(
      'the job is not started: try one person with "Provision on demand", then run this again with --start',
    );
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError) && !String(error.code).startsWith('ERR_PARSE_ARGS')) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof SetupError ? 1 : 2;
}

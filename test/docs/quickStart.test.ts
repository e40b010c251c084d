import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { freePort, freshProject, type FreshProject } from '../support/freshProject.ts';
import { rememberSecret } from '../support/secretSearch.ts';

const root = join(import.meta.dirname, '../..');
const page = await readFile(join(root, 'docs/quick-start.md'), 'utf8');

/** The commands of each section, as they stand in the page. Those that need Azure say so in their heading, and can't be run here. */
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((text): [string, string] => {
      const title = /^(?:\d+\. )?(.+)/.exec(text)?.[1] ?? '';
      const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map((block) => block[1] ?? '');
      return [title, blocks.join('')];
    })
    .filter(([title, commands]) => commands !== '' && !title.includes('Azure')),
);

let fresh: FreshProject;
let project: string;
let port: number;
let environment: NodeJS.ProcessEnv;
let service: ChildProcess | undefined;

/** `npm start` and its like without their build, which "npm test" has made, and on a port that is free. */
function npm(): string {
  const cases = (['start', 'demo'] as const).map((name) => {
    const command = packageJson.scripts[name].replace('npm run --silent build && ', '');
    return `"${name === 'start' ? name : `run ${name}`}") exec ${command}${name === 'start' ? ` --port ${port}` : ''} ;;`;
  });
  return `#!/bin/sh\ncase "$*" in\n${cases.join('\n')}\n*) echo "No such script: $*" >&2; exit 1 ;;\nesac\n`;
}

beforeAll(async () => {
  fresh = await freshProject();
  project = fresh.folder;
  port = await freePort();
  await mkdir(join(project, 'bin'));
  await writeFile(join(project, 'bin/npm'), npm(), { mode: 0o755 });
  await symlink(process.execPath, join(project, 'bin/node'));
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('SCIM_'));
  environment = {
    ...Object.fromEntries(inherited),
    PATH: `${join(project, 'bin')}:${process.env.PATH ?? ''}`,
    SCIM_PUBLIC_URL: `http://localhost:${port}`,
  };
});
afterAll(async () => {
  await end();
  await fresh.remove();
});

async function end(): Promise<void> {
  if (service?.exitCode !== null) return;
  const closed = once(service, 'close');
  service.kill('SIGINT');
  await closed;
}

function start(title: string, before = ''): ChildProcess {
  const commands = (sections.get(title) ?? '').replaceAll('localhost:7071', `localhost:${port}`);
  return spawn('sh', ['-euc', `${before}${commands.trim()}`], { cwd: project, env: environment });
}

/** Runs the commands of a section; all of them must succeed, and say nothing on standard error but how far they are. */
async function run(title: string): Promise<string> {
  const child = start(title);
  const output = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.err += text));
  await once(child, 'close');
  const err = output.err.replaceAll(/^Deleting: .*\n/gm, '');
  expect({ title, code: child.exitCode, err }).toEqual({ title, code: 0, err: '' });
  return output.out;
}

test('the quick start runs as it is written', { timeout: 120_000 }, async () => {
  // What is left out downloads.
  expect([...sections.keys()]).toEqual([
    'Get it',
    'See it work',
    'Serve it',
    'Make a tenant of your own',
    'Provision people into it',
    'Examine it',
    'Clear up',
  ]);

  expect(await run('See it work')).toContain('✔');

  // Ctrl-C is to reach the service, not the shell.
  service = start('Serve it', 'exec ');
  for await (const line of createInterface(service.stdout ?? process.stdin))
    if (line === 'Ctrl-C ends it.') break;
  service.stdout?.resume();

  const placeholder = 'export SCIM_TOKEN=<the provisioning secret token>\n';
  const making = sections.get('Make a tenant of your own') ?? '';
  expect(making).toContain(placeholder);
  sections.set('Make a tenant of your own', making.replace(placeholder, ''));
  const made = await run('Make a tenant of your own');
  expect(made).toContain(`http://localhost:${port}/scim/acme`);
  environment.SCIM_TOKEN = /Provisioning secret token +(\S+)/.exec(made)?.[1] ?? '';
  rememberSecret(environment.SCIM_TOKEN);

  const provisioned = await run('Provision people into it');
  expect(provisioned).toContain('✔ The service stores what the directory has');
  expect(provisioned).toContain('The tenant is empty again');
  expect(provisioned).toMatch(/ delete /);

  expect(await run('Examine it')).toContain('Test connection');
  expect(await run('Clear up')).toMatch(/rows are deleted, and every client is refused from now on/);
  await end();
  expect(service.exitCode).toBe(0);
});

/**
 * Generates clients from the OpenAPI document with Kiota and NSwag, builds both, and runs them against the local
 * service (test/clients/). Without .NET it prints that it was skipped; with `--required` it fails.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'uniflow-scim-clients-'));

interface Started {
  readonly url: string;
  readonly secretToken: string;
}

interface Ran {
  readonly succeeded: boolean;
  readonly output: string;
}

function dotnet(words: readonly string[], more: Readonly<Record<string, string>> = {}): Ran {
  // The generators need no ICU, which minimal machines lack.
  const quiet = { DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1', DOTNET_CLI_TELEMETRY_OPTOUT: '1' };
  const env = { ...process.env, ...quiet, DOTNET_NOLOGO: '1', ...more };
  const { status, stdout, stderr } = spawnSync('dotnet', words, { cwd: folder, env, encoding: 'utf8' });
  return { succeeded: status === 0, output: `${stdout}${stderr}` };
}

function mustRun(...[words, more]: Parameters<typeof dotnet>): string {
  const { succeeded, output } = dotnet(words, more);
  if (!succeeded) throw new Error(`dotnet ${words.join(' ')} failed:\n${output}`);
  return output;
}

async function check(): Promise<void> {
  const service = spawn(process.execPath, ['dist/cli.js', 'start', '--port', '0', '--json', '--in-memory'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [line] = (await once(createInterface(service.stdout), 'line')) as [string];
    const { url, secretToken } = JSON.parse(line) as Started;
    writeFileSync(join(folder, 'openapi.json'), await (await fetch(`${url}/openapi.json`)).text());
    const kiota = ['--language', 'CSharp', '--namespace-name', 'Kiota', '--class-name', 'ScimClient'];
    mustRun(['kiota', 'generate', '--openapi', 'openapi.json', '--output', 'generated/kiota', ...kiota]);
    const nswag = ['/namespace:NSwag', '/classname:ScimClient', '/output:generated/nswag/ScimClient.cs'];
    mustRun(['nswag', 'openapi2csclient', '/input:openapi.json', ...nswag]);
    process.stdout.write(mustRun(['run', '--verbosity', 'quiet'], { SCIM_TOKEN: secretToken }));
  } finally {
    service.kill();
  }
}

try {
  cpSync(join(root, 'test/clients'), folder, { recursive: true });
  if (dotnet(['tool', 'restore']).succeeded) await check();
  else {
    console.log('check:clients did not run: it needs .NET (8 or later) and NuGet.');
    process.exitCode = process.argv.includes('--required') ? 1 : 0;
  }
} finally {
  rmSync(folder, { recursive: true });
}

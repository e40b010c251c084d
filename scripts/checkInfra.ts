/**
 * Compiles, lints and evaluates the templates in infra/ with Microsoft's compiler, and checks the predicted resources
 * against our policies (test/infra/policies.check.ts). Without a compiler it prints that it was skipped; with
 * `--required` it fails.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const parameterFolder = 'test/infra/parameters';

/** Variable that tells the policies' test where the evaluated templates are. */
const snapshotsVariable = 'INFRA_SNAPSHOTS';

// The compiler needs no ICU for this, and minimal machines lack it.
const environment = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' };

function findCompiler(): string | undefined {
  if (answers('bicep')) return 'bicep';
  return process.platform === 'linux' && process.arch === 'x64' && answers('dotnet')
    ? restoreCompiler()
    : undefined;
}

function answers(command: string): boolean {
  return spawnSync(command, ['--version'], { env: environment, stdio: 'ignore' }).status === 0;
}

/** Downloads the compiler from NuGet as infra/tools.csproj names it, into a folder next to node_modules. */
function restoreCompiler(): string | undefined {
  const packages = join(root, 'node_modules/.cache/nuget');
  const project = readFileSync(join(root, 'infra/tools.csproj'), 'utf8');
  const [, name = '', version = ''] = /Include="([^"]+)" Version="\[([^\]]+)\]"/.exec(project) ?? [];
  const compiler = join(packages, name.toLowerCase(), version, 'tools/bicep');
  if (!existsSync(compiler)) {
    const work = mkdtempSync(join(tmpdir(), 'uniflow-scim-bicep-'));
    cpSync(join(root, 'infra/tools.csproj'), join(work, 'tools.csproj'));
    spawnSync('dotnet', ['restore', '--packages', packages], { cwd: work, stdio: 'ignore' });
    rmSync(work, { recursive: true });
  }
  if (!existsSync(compiler)) return undefined;
  chmodSync(compiler, 0o755);
  return compiler;
}

/**
 * Fails on any finding of the compiler or its linter, in any module that main.bicep uses: every rule of
 * infra/bicepconfig.json is an error.
 */
function compile(bicep: string): void {
  const words = ['build', 'infra/main.bicep', '--stdout'];
  execFileSync(bicep, words, { cwd: root, env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Evaluates the templates with each parameter file, without Azure. */
function evaluate(bicep: string, folder: string): void {
  for (const part of ['infra', parameterFolder])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  for (const file of readdirSync(join(folder, parameterFolder))) {
    const where = [
      '--subscription-id',
      '00000000-0000-0000-0000-000000000001',
      '--resource-group',
      'rg-check',
    ];
    const words = [
      'snapshot',
      join(parameterFolder, file),
      ...where,
      '--location',
      'westeurope',
      '--mode',
      'overwrite',
    ];
    execFileSync(bicep, words, { cwd: folder, env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

const bicep = findCompiler();
if (bicep === undefined) {
  console.log('check:infra did not run: it needs "bicep" on the path, or .NET and NuGet on Linux (x64).');
  process.exitCode = process.argv.includes('--required') ? 1 : 0;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'uniflow-scim-infra-'));
  try {
    compile(bicep);
    evaluate(bicep, folder);
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const env = { ...environment, [snapshotsVariable]: join(folder, parameterFolder) };
    const run = spawnSync(process.execPath, [vitest, 'run', '--config', 'vitest.infra.config.ts'], {
      cwd: root,
      env,
      stdio: 'inherit',
    });
    process.exitCode = run.status ?? 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Checks the shell scripts with shellcheck, where it is installed: npm has no copy of it that is not downloaded. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const scripts = ['infra/deploy.sh', 'infra/destroy.sh', 'infra/azd-keys.sh'];
const { error, status } = spawnSync('shellcheck', ['--external-sources', ...scripts], {
  cwd: join(import.meta.dirname, '..'),
  stdio: 'inherit',
});
if (error === undefined) process.exitCode = status ?? 1;
else process.stdout.write('shellcheck is not installed here: the shell scripts are checked in CI.\n');

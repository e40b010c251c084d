/** Runs shellcheck over the scripts in `infra/` and `test/` if it is installed; developers need only npm. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const scripts = [
  'infra/deploy.sh',
  'infra/destroy.sh',
  'infra/azd-keys.sh',
  'test/infra/standIn/bin/az',
  'test/infra/standIn/bin/node',
  'test/infra/standIn/steps.sh',
  '.ci/run',
];

const { error, status } = spawnSync('shellcheck', ['--external-sources', ...scripts], {
  cwd: join(import.meta.dirname, '..'),
  stdio: 'inherit',
});
if (error === undefined) process.exitCode = status ?? 1;
else process.stdout.write('shellcheck is not installed, so the shell scripts are not checked.\n');

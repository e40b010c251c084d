import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'changesets-'));
  // Without the changesets that wait for the next release: what they say is no matter of this test.
  for (const name of ['package.json', 'CHANGELOG.md', '.changeset/config.json'])
    await cp(join(root, name), join(project, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'));
  for (const words of [
    ['init', '--quiet', '--initial-branch', 'main'],
    ['add', 'package.json', 'CHANGELOG.md'],
    ['commit', '--quiet', '-m', 'x'],
  ])
    await run('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...words], { cwd: project });
  await writeFile(
    join(project, '.changeset/new.md'),
    `---\n'${packageJson.name}': minor\n---\n\nPeople can fly.\n`,
  );
});
afterAll(() => rm(project, { recursive: true }));

test('a changeset raises the version and stands on top of the changelog, whose form stays', async () => {
  const before = await readFile(join(project, 'CHANGELOG.md'), 'utf8');
  const [major, minor] = packageJson.version.split('.').map(Number);
  const next = `${major ?? 0}.${(minor ?? 0) + 1}.0`;
  await run(process.execPath, [join(root, 'node_modules/@changesets/cli/bin.js'), 'version'], {
    cwd: project,
  });

  const { version } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8')) as {
    version: string;
  };
  expect(version).toBe(next);
  const after = await readFile(join(project, 'CHANGELOG.md'), 'utf8');
  expect(after).toMatch(
    // Beside what else waits for a release.
    new RegExp(
      `^# Changelog\n\n## ${next}\n\n### Minor Changes\n\n(?:- .*\n)*- .*People can fly\\.\n(?:.*\n)*?## `,
    ),
  );
  expect(after.endsWith(before.slice(before.indexOf('## ')))).toBe(true);
  expect(await readdir(join(project, '.changeset'))).not.toContain('new.md');
});

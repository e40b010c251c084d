import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');

/** What is generated, what is installed, and this test. */
const elsewhere = ['node_modules', '.git', 'dist', 'generated', 'package-lock.json', '.data'];

/** Every file in which somebody may find a command: documentation, messages and help texts, scripts, workflows. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !elsewhere.includes(name) && name !== 'strangersCode.test.ts')
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
    });
}

/** The packages that the lock pins, with their hashes. npm itself comes with Node, or its version is said. */
const ours = new Set([
  ...Object.keys(packageJson.dependencies),
  ...Object.keys(packageJson.devDependencies),
  'npm',
]);

/** What fetches a package that is not installed, from its owner in the registry, and runs it; up to the end of the command. */
const launchers =
  /\b(?:npx|pnpx|bunx|npm exec|npm x|(?:pnpm|yarn) dlx|npm (?:i|install|add) (?=[^\n&|;`'"]*(?:-g\b|--global\b)))([^\n&|;`'"]*)/g;

/** The names that a text lets a package manager look for, and that nobody has locked. */
function strangersIn(text: string): readonly string[] {
  return [...text.matchAll(launchers)].flatMap(([, rest = '']) => {
    const [word] = rest.split(/\s+/).filter((part) => /^[@a-z$<]/i.test(part));
    const name = word?.replace(/(?<=.)@.*/, '');
    return name === undefined || ours.has(name) ? [] : [name];
  });
}

describe('no command runs a stranger’s code', () => {
  test('in documentation, help, messages, scripts and workflows', () => {
    const found = filesIn(root).flatMap((path) =>
      strangersIn(readFileSync(path, 'utf8')).map((name) => `${relative(root, path)}: ${name}`),
    );
    expect(found).toEqual([]);
  });

  test.each([
    ['npx uniflow-scim tenant list', 'uniflow-scim'],
    ['`npx --yes redocly build-docs`', 'redocly'],
    ['To go on:  npx ${name} restore', '${name}'],
    ['run: npm exec -- changeset tag', 'changeset'],
    ['npm install --global azure-functions-core-tools@4', 'azure-functions-core-tools'],
    ['npm i -g uniflow-scim', 'uniflow-scim'],
  ])('would be found: %s', (text, name) => {
    expect(strangersIn(text)).toEqual([name]);
  });

  test.each([
    'npx vitest run test/api',
    'npm install --global npm@11',
    'npm install',
    'npm ci && npm run demo',
  ])('is not: %s', (text) => {
    expect(strangersIn(text)).toEqual([]);
  });
});

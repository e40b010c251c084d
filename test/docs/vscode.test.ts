import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import launch from '../../.vscode/launch.json' with { type: 'json' };
import tasks from '../../.vscode/tasks.json' with { type: 'json' };
import settings from '../../.vscode/settings.json' with { type: 'json' };
import extensions from '../../.vscode/extensions.json' with { type: 'json' };
import packageJson from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');

/** Every string in a document, however deep. */
function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

describe('.vscode', () => {
  test('launches after tasks that there are', () => {
    const labels = tasks.tasks.map(({ label }) => label);
    expect(launch.configurations.length).toBeGreaterThan(1);
    for (const { preLaunchTask } of launch.configurations) expect(labels).toContain(preLaunchTask);
  });

  test('names scripts that package.json has', () => {
    for (const { label, script, command } of tasks.tasks) {
      const name = script ?? /^npm run (\S+)$/.exec(command)?.[1];
      expect(Object.keys(packageJson.scripts), label).toContain(name);
    }
  });

  test('names files that there are', () => {
    const named = stringsIn([launch, tasks])
      .filter((text) => text.startsWith('${workspaceFolder}/') && !text.includes('*'))
      .map((text) => text.replace('${workspaceFolder}', root));
    expect(named.length).toBeGreaterThan(3);
    for (const file of named) expect(() => readFileSync(file), file).not.toThrow();
    expect(() => readFileSync(join(root, settings['typescript.tsdk'], 'typescript.js'))).not.toThrow();
  });

  test('attaches to the port on which Core Tools let the worker be debugged', () => {
    const attach = launch.configurations.find(({ request }) => request === 'attach');
    const start = tasks.tasks.find(({ label }) => label === attach?.preLaunchTask);
    expect(start?.options?.env.languageWorkers__node__arguments).toBe(`--inspect=${attach?.port}`);
    expect(start?.isBackground).toBe(true);
    // What Core Tools print when the worker runs; without it VS Code would wait for ever.
    const line = '[2026-01-01T00:00:00.000Z] Worker process started and initialized.';
    expect(line).toMatch(
      new RegExp((start?.problemMatcher as Matcher | undefined)?.background.endsPattern ?? '^$'),
    );
  });

  test('is not ignored by Git, and recommends extensions by their ids', () => {
    expect(readFileSync(join(root, '.gitignore'), 'utf8')).not.toContain('.vscode');
    for (const id of extensions.recommendations) expect(id).toMatch(/^[\w-]+\.[\w-]+$/);
  });
});

interface Matcher {
  readonly background: { readonly endsPattern: string };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

test('CHANGELOG.md begins with the version of package.json', () => {
  const changelog = readFileSync(join(import.meta.dirname, '../../CHANGELOG.md'), 'utf8');
  expect(/^## (\S+)$/m.exec(changelog)?.[1]).toBe(packageJson.version);
});

import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { descriptions } from './settingDescriptions.ts';
import { referenceFile, settingsReference } from './settingsReference.ts';
import { readConfig } from '../shared/config/config.ts';

const sealing = { SCIM_SEALING_KEYS: `k1=${Buffer.alloc(32, 1).toString('base64')}` };

/** Prefixes of variables that the Functions host or every telemetry library reads. */
const platforms = [
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_SDK_DISABLED',
];

/** The names of the settings that are read. */
function namesRead(settings: Readonly<Record<string, string>>): Set<string> {
  const names = new Set<string>();
  const recording = new Proxy(settings, {
    get(target, name) {
      if (typeof name === 'string') names.add(name);
      return typeof name === 'string' ? target[name] : undefined;
    },
  });
  readConfig(recording);
  return names;
}

describe('docs/settings.md', () => {
  test('is what "npm run docs:settings" writes', async () => {
    expect(await readFile(referenceFile, 'utf8')).toBe(await settingsReference());
  });

  test('has every setting that the service reads, and no other', async () => {
    const read = namesRead({ ...sealing, SCIM_STORAGE_ACCOUNT_URL: 'https://a.table.core.windows.net' });
    expect([...read].toSorted()).toEqual([...Object.keys(descriptions), ...platforms].toSorted());
    for (const name of platforms) expect(await settingsReference()).toContain(`\n| \`${name}\``);
  });
});

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readConfig } from '../../shared/config/config.ts';
import {
  defaultEntraAuthority,
  numberSettings,
  policySettings,
  settingNames,
} from '../../shared/config/setting.ts';

/** The rows of docs/settings.md by setting: meaning, values, default and example; of the platform's, the meaning alone. */
const rows = new Map(
  Array.from(
    (await readFile('docs/settings.md', 'utf8')).matchAll(/^\| `(\w+)` +\|(.*)\|$/gm),
    ([, name = '', cells = '']) => [name, cells.split('|').map((cell) => cell.trim())],
  ),
);
const ofService = [...rows].filter(([, cells]) => cells.length === 4).map(([name]) => name);

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

test('docs/settings.md has every setting that the service reads, and no other', () => {
  const read = namesRead({
    SCIM_SEALING_KEYS: `k1=${Buffer.alloc(32, 1).toString('base64')}`,
    SCIM_STORAGE_ACCOUNT_URL: 'https://a.table.core.windows.net',
  });
  expect([...read].toSorted()).toEqual([...ofService, ...platforms].toSorted());
  expect(ofService.toSorted()).toEqual(settingNames.toSorted());
  for (const name of platforms) expect(rows.get(name)?.[0]).toMatch(/./);
});

test('docs/settings.md explains every setting, with an example', () => {
  const silent = ofService.filter((name) => {
    const [meaning = '', , , example = ''] = rows.get(name) ?? [];
    return meaning === '' || !/^`.+`$/.test(example);
  });
  expect(silent).toEqual([]);
});

test.each(Object.entries(numberSettings))(
  'docs/settings.md has range and default of %s',
  (name, { min, max, default: byDefault }) => {
    const [, values, shown] = rows.get(name) ?? [];
    expect(values).toMatch(new RegExp(`^${min} to ${max}(?:, or .*)?$`));
    expect(shown).toBe(`\`${byDefault}\``);
  },
);

test.each([
  ...policySettings.flatMap(({ prefix, length, alphabet }): [string, string][] => [
    [`${prefix}_LENGTH`, length],
    [`${prefix}_ALPHABET`, alphabet],
  ]),
  ['SCIM_ENTRA_AUTHORITY', defaultEntraAuthority],
] as const)('docs/settings.md has the default of %s', (name, byDefault) => {
  expect(rows.get(name)?.[2]).toBe(`\`${byDefault}\``);
});

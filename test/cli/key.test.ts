import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scriptLog } from '../../cli/hostLog.ts';
import { startLocalService, type LocalService } from '../../cli/localService.ts';
import { readSealingKeys, readSigningKeys } from '../../shared/config/keyRing.ts';
import { runCommand } from '../support/runCommand.ts';

interface NewKey {
  readonly setting: string;
  readonly id: string;
  readonly entry: string;
}

async function newKey(...words: string[]): Promise<NewKey> {
  const { code, out } = await runCommand(['key', 'new', ...words, '--json'], {});
  expect(code).toBe(0);
  return JSON.parse(out) as NewKey;
}

describe('key new', () => {
  test('sealing makes an entry that SCIM_SEALING_KEYS takes, named after the day', async () => {
    const { setting, id, entry } = await newKey('sealing');
    expect(setting).toBe('SCIM_SEALING_KEYS');
    expect(id).toMatch(/^k20\d\d-\d\d-\d\d-[0-9a-f]{4}$/);
    const ring = readSealingKeys({ SCIM_SEALING_KEYS: entry });
    expect(ring.current).toBe(id);
    expect(ring.keys.get(id)).toHaveLength(32);
  });

  test('signing makes an entry that SCIM_SIGNING_KEYS takes', async () => {
    const { setting, id, entry } = await newKey('signing');
    expect(setting).toBe('SCIM_SIGNING_KEYS');
    const key = readSigningKeys({ SCIM_SIGNING_KEYS: entry })?.keys.get(id);
    expect(key).toMatchObject({ type: 'private', asymmetricKeyType: 'ec' });
    expect(key?.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  });

  test.each(['sealing', 'signing'])(
    '%s makes another key each time, with the id that was asked for',
    async (kind) => {
      const [one, two] = [await newKey(kind, '--id', 'one'), await newKey(kind, '--id', 'two')];
      expect([one.id, two.id]).toEqual(['one', 'two']);
      const list = { [one.setting]: `${one.entry},${two.entry}` };
      const ring = kind === 'sealing' ? readSealingKeys(list) : readSigningKeys(list);
      expect([...(ring?.keys.keys() ?? [])]).toEqual(['one', 'two']);
      expect(one.entry.slice('one='.length)).not.toBe(two.entry.slice('two='.length));
    },
  );

  test('people are told the order in which no instance meets a key that it does not know', async () => {
    const { out } = await runCommand(['key', 'new', 'sealing', '--id', 'next'], {});
    expect(out).toMatch(/ next=[A-Za-z0-9+/]{43}=\n/);
    expect(out.indexOf('at the END of SCIM_SEALING_KEYS')).toBeGreaterThan(0);
    expect(out.indexOf('to the FRONT')).toBeGreaterThan(out.indexOf('at the END'));
    expect(out.indexOf('secrets reseal')).toBeGreaterThan(out.indexOf('to the FRONT'));
  });

  test('an id that the setting could not have is refused', async () => {
    const { code, out, err } = await runCommand(['key', 'new', 'signing', '--id', 'a=b'], {});
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain('An id has 1 to 64 letters, digits, "-" and "_".');
  });
});

describe('a service in memory', () => {
  let service: LocalService;
  beforeAll(async () => {
    service = await startLocalService({
      ...{ port: 0, hostname: '127.0.0.1' },
      ...{ inMemory: true, log: scriptLog },
    });
  });
  afterAll(() => service.close());

  test('has keys of its own, to seal and to sign', () => {
    expect(readSealingKeys(service.settings).keys.size).toBe(1);
    expect(readSigningKeys(service.settings)?.keys.size).toBe(1);
  });
});

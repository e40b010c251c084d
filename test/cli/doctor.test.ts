import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../shared/check/finding.ts';
import { createSecretToken } from '../../shared/tenants/credential.ts';
import { runCommand } from '../support/runCommand.ts';
import { startService, type RunningService } from '../support/service.ts';

let service: RunningService;
let folder: string;
let file: string;
beforeAll(async () => {
  service = await startService();
  folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  file = join(folder, 'token.txt');
  await writeFile(file, `${service.token}\n`);
});
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

interface Result {
  readonly problems: number;
  readonly warnings: number;
  readonly findings: readonly Finding[];
}

const doctor = (words: readonly string[], token = '') =>
  runCommand(['doctor', ...words], { SCIM_TOKEN: token });

async function found(words: readonly string[], token?: string) {
  const { code, out, err } = await doctor([...words, '--json'], token);
  expect(err).toBe('');
  const { problems, findings } = JSON.parse(out) as Result;
  const bad = findings.filter(({ state }) => state === 'problem' || state === 'warning');
  // How quick this machine is decides nothing.
  const doubts = bad
    .filter(({ about }) => about !== 'Latency')
    .map(({ about, state }) => `${about}: ${state}`);
  return { code, problems, doubts };
}

describe('uniflow-scim doctor', () => {
  test('takes the token from SCIM_TOKEN or a file, and ends with 0 where all is well', async () => {
    const well = { code: 0, problems: 0, doubts: [] };
    const other = createSecretToken();
    const [byName, byFile] = await Promise.all([
      found([service.tenantUrl], service.token),
      // The file is the more explicit of the two.
      found([service.tenantUrl, '--token-file', file], other),
    ]);
    expect([byName, byFile]).toEqual([well, well]);
  });

  test('without a token and a terminal it looks at what needs none, and says so', async () => {
    expect(await found([service.tenantUrl])).toEqual({ code: 0, problems: 0, doubts: ['Token: warning'] });
  });

  test('ends with 1 where there is a problem, and says in words what to do', async () => {
    const token = createSecretToken();
    const { code, out, err } = await doctor([service.tenantUrl], token);
    expect([code, err]).toEqual([1, '']);
    expect(out).toContain('✘ Token');
    expect(out).toContain('1 problem.');
    expect(out).not.toContain(token);
  });

  test('a URL with a mistake is understood, and the mistake is named', async () => {
    const [slash, missing, plain, nonsense] = await Promise.all([
      found([`${service.tenantUrl}/`], service.token),
      found([`${service.url}/demo`], service.token),
      found(['http://192.0.2.1/scim/demo'], service.token),
      found(['scim.example/scim/demo']),
    ]);
    expect(slash).toEqual({ code: 0, problems: 0, doubts: ['URL: warning'] });
    expect(missing).toEqual({ code: 1, problems: 1, doubts: ['URL: warning', 'Test connection: problem'] });
    expect(plain).toEqual({ code: 1, problems: 1, doubts: ['URL: problem'] });
    expect(nonsense).toEqual({ code: 1, problems: 1, doubts: ['URL: problem'] });
  });

  test('a file that can not be read is said in a sentence', async () => {
    const { code, out, err } = await doctor([service.tenantUrl, '--token-file', join(folder, 'none')]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(`The file ${join(folder, 'none')} can't be read.\n`);
  });

  test('no URL, and one too many, end with 2 and the way to help', async () => {
    for (const words of [[], [service.tenantUrl, 'more']]) {
      const { code, err } = await doctor(words);
      expect(code).toBe(2);
      expect(err).toContain('--help says more');
    }
  });
});

import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { logFile } from '../log/logFile.ts';
import { openJobState, readJobState } from './jobState.ts';
import type { LogEntry } from '../log/entry.ts';
import type { JobRecord, Link } from './records.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'state-'));
});
afterEach(() => rm(folder, { recursive: true }));

const job: JobRecord = {
  ...{
    id: 'j',
    tenantUrl: 'https://x.example/scim/a',
    source: 's',
    mapping: undefined,
    mappingFingerprint: 'm',
  },
  ...{ key: 'k', generation: 2, aheadMs: 5, watermark: 7, switchedOff: false },
  cycle: { id: 'c', kind: 'incremental', started: 1, ended: undefined, result: undefined },
  quarantine: { since: 1, reason: 'TooManyDeletes', detail: 'd', attempts: 2, next: 3 },
};
const link = (objectId: string, more: Partial<Link> = {}): Link => ({
  ...{ objectId, kind: 'user', label: objectId, targetId: `t-${objectId}`, fingerprint: 'f', generation: 2 },
  ...{ managed: true, pendingReferences: false, staged: false, escrow: undefined },
  ...more,
});

test('what was set is read again, and what was dropped is gone', () => {
  const state = openJobState(folder);
  state.setJob(job);
  const escrow = { firstFailure: 1, attempts: 2, next: 3, code: 'c', reason: 'r' };
  state.setLink(link('a'));
  state.setLink(link('a', { escrow, targetId: undefined }));
  state.setLink(link('b'));
  state.dropLink('b');
  state.changeMembers('g', ['1', '2'], []);
  state.changeMembers('g', ['3'], ['1']);
  state.close();
  for (const known of [readJobState(folder), openJobState(folder)]) {
    expect(known.job).toEqual(job);
    expect([...known.links.values()]).toEqual([link('a', { escrow, targetId: undefined })]);
    expect([...(known.members.get('g') ?? [])]).toEqual(['2', '3']);
  }
  // Opened again, it holds nothing but what counts.
  expect(readFileSync(join(folder, 'state.jsonl'), 'utf8').trim().split('\n').length).toBe(3);
});

test('a line that was cut off never was', () => {
  const state = openJobState(folder);
  state.setJob(job);
  state.setLink(link('a'));
  state.close();
  appendFileSync(join(folder, 'state.jsonl'), '{"link":{"objectId":"b","targ');
  const again = openJobState(folder);
  expect([...again.links.keys()]).toEqual(['a']);
  again.setLink(link('c'));
  again.close();
  expect([...readJobState(folder).links.keys()]).toEqual(['a', 'c']);
});

test('a second process is kept out, and one that was killed is not', () => {
  writeFileSync(join(folder, 'lock'), '1');
  expect(() => openJobState(folder)).toThrow(/^Process 1 uses/);
  writeFileSync(join(folder, 'lock'), '999999999');
  openJobState(folder).close();
});

test('a folder without a job says so', () => {
  expect(() => readJobState(folder)).toThrow('contains no provisioning job');
});

test('an entry of the log after half a line is read', async () => {
  const file = join(folder, 'log.jsonl');
  writeFileSync(file, '{"changeId":"1","ste');
  const log = logFile(file);
  const entry: LogEntry = {
    ...{
      id: '1',
      time: '',
      cycleId: 'c',
      cycle: 'initial',
      changeId: '2',
      action: 'create',
      status: 'success',
    },
    ...{
      kind: 'user',
      source: { id: 'a', displayName: 'a' },
      target: { id: 'b', displayName: 'b' },
      steps: [],
    },
    ...{ modified: [], milliseconds: 1, error: undefined, httpStatus: undefined, dialect: undefined },
  };
  log.append(entry);
  const read = [];
  for await (const one of log.read()) read.push(one);
  expect(read).toEqual([entry]);
});

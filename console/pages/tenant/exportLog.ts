import { readLog, type LogEntry, type LogQuery } from '../../api/people.ts';
import { csvOf } from '../../format/csv.ts';
import { datedName, download } from '../../format/download.ts';
import { say } from '../../state/said.ts';
import { texts } from '../../texts.ts';

export type LogFormat = 'csv' | 'jsonl';

/** Most entries of one file: a browser holds them in memory. The command line exports more. */
const maxEntries = 100_000;
const pageSize = 1_000;

/** Reads all entries that a filter finds, and hands them to the browser's downloads. */
export async function exportLog(tenant: string, asked: LogQuery, format: LogFormat): Promise<void> {
  const entries: LogEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await readLog(tenant, asked, cursor, new AbortController().signal, pageSize);
    entries.push(...page.items);
    cursor = page.next;
    say(texts.log.exporting(entries.length));
  } while (cursor !== undefined && entries.length < maxEntries);
  const name = datedName(`${tenant}-log`, format);
  if (format === 'csv') download(name, 'text/csv', csvOf([csvHead, ...entries.map(csvRow)]));
  else download(name, 'application/jsonl', entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  say(texts.log.exported(entries.length, cursor !== undefined));
}

const csvHead = [
  ...['time', 'action', 'outcome', 'credential', 'userId', 'groupId', 'externalId', 'userName', 'changed'],
  ...['status', 'scimType', 'detail', 'requestId'],
];

function csvRow(entry: LogEntry): readonly (string | number | undefined)[] {
  const { actor, refusal } = entry;
  return [
    ...[entry.time, entry.action, entry.outcome, actor.credential.id, entry.userId, entry.groupId],
    ...[entry.externalId, entry.userName, entry.changed.join(' ')],
    ...[refusal?.status, refusal?.scimType, refusal?.detail, entry.requestId],
  ];
}

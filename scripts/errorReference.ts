/**
 * Brings the tables of docs/errors.md and docs/troubleshoot.md up to date with the tables of errors. What an error means and
 * what to do about it is written in docs/errors.md by hand, and stays.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorsOf, groups, sentencesOf } from './errorGroups.ts';
import { formatPage } from './formatPage.ts';

const docs = join(import.meta.dirname, '../docs');
export const referenceFile = join(docs, 'errors.md');
export const troubleshootFile = join(docs, 'troubleshoot.md');

/** An error as docs/errors.md has it; texts are Markdown. */
export interface DescribedError {
  readonly code: string;
  readonly status: number;
  readonly type: string | undefined;
  readonly sentences: readonly string[];
  /** Empty if nobody has written it yet. */
  readonly meaning: string;
  readonly advice: string;
}

type Described = (typeof groups)[number] & { readonly errors: readonly DescribedError[] };

/** The groups with their errors. @param page docs/errors.md. */
export function describedGroups(page: string): readonly Described[] {
  const rows = new Map(
    Array.from(page.matchAll(/^\| `(\w+)`.*\|$/gm), ([row, code = '']) => [
      code,
      row.split(/(?<!\\)\|/).map((cell) => cell.trim()),
    ]),
  );
  return groups.map((group) => ({
    ...group,
    errors: errorsOf(group).map((error) => {
      const { code, status, scimType, oauthError } = error;
      const [meaning = '', advice = ''] = rows.get(code)?.slice(4) ?? [];
      return { code, status, type: scimType ?? oauthError, sentences: sentencesOf(error), meaning, advice };
    }),
  }));
}

/** docs/errors.md, formatted as the rest of the project is. */
export async function errorReference(page: string): Promise<string> {
  const head = '| code | answer | sentence | what it means | what to do |\n| --- | --- | --- | --- | --- |';
  const sections = describedGroups(page).map(({ title, errors }) => {
    const rows = errors.map(
      (each) =>
        `| \`${each.code}\` | ${answer(each)} | ${sentences(each)} | ${each.meaning} | ${each.advice} |`,
    );
    return `## ${title}\n\n${[head, ...rows].join('\n')}`;
  });
  const introduction = page.slice(0, page.indexOf('\n## '));
  return formatPage([introduction, ...sections].join('\n\n'));
}

/** docs/troubleshoot.md: `page` with the tables between its marks replaced. */
export async function troubleshootPage(page: string, reference: string): Promise<string> {
  const described = describedGroups(reference);
  const marked = /(<!-- errors: ([\w ]+) -->\n)[^]*?(<!-- end of errors -->)/g;
  return formatPage(
    page.replaceAll(marked, (_, begin: string, wanted: string, end: string) => {
      const head = '| message | answer | what it means, what to do |\n| --- | --- | --- |';
      const rows = errorsFor(described, wanted).map(
        (each) => `| ${sentences(each)} | ${answer(each)} | ${each.meaning} ${each.advice} |`,
      );
      return `${begin}\n${[head, ...rows].join('\n')}\n\n${end}`;
    }),
  );
}

/** @param wanted an API, or statuses and values of `scimType`. */
function errorsFor(described: readonly Described[], wanted: string): readonly DescribedError[] {
  const words = wanted.split(' ');
  return described.flatMap(({ api, errors }) =>
    api === undefined
      ? errors.filter(({ status, type }) => words.includes(String(status)) || words.includes(type ?? ''))
      : words.includes(api)
        ? errors
        : [],
  );
}

function answer({ status, type }: DescribedError): string {
  return type === undefined ? String(status) : `${status} \`${type}\``;
}

function sentences(error: DescribedError): string {
  return error.sentences.map((sentence) => `\`${sentence}\``).join(' <br> ');
}

if (import.meta.main) {
  const reference = await errorReference(await readFile(referenceFile, 'utf8'));
  await writeFile(referenceFile, reference);
  const page = await readFile(troubleshootFile, 'utf8');
  await writeFile(troubleshootFile, await troubleshootPage(page, reference));
}

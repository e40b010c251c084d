/** Writes the table of refused sign-ins in docs/single-sign-on.md, from the reasons and what to do about them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { refusalSentences } from '../shared/signIn/refusalSentences.ts';
import type { SignInRefusal } from '../shared/signIn/refusals.ts';
import { refusalAdvice } from './refusalAdvice.ts';

export const signInFile = join(import.meta.dirname, '../docs/single-sign-on.md');

/** docs/single-sign-on.md: `page` with its table replaced. */
export async function signInPage(page: string): Promise<string> {
  const reasons = Object.keys(refusalSentences).filter(isReason);
  const rows = reasons.map(
    (reason) => `| \`${reason}\` | ${refusalSentences[reason]} | ${refusalAdvice[reason]} |`,
  );
  const table = ['| reason | what happened | what to do |', '| --- | --- | --- |', ...rows].join('\n');
  const marked = /(<!-- refusals -->\n)[^]*?(<!-- end of refusals -->)/;
  const replaced = page.replace(marked, (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`);
  return format(replaced, { ...(await resolveConfig(signInFile)), parser: 'markdown' });
}

function isReason(name: string): name is SignInRefusal {
  return name in refusalAdvice;
}

if (import.meta.main) await writeFile(signInFile, await signInPage(await readFile(signInFile, 'utf8')));

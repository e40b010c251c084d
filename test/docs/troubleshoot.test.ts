import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readyFinding } from '../../cli/doctor/health.ts';
import { storageFindings } from '../../shared/api/readiness.ts';
import { messagesOf, utterancesIn } from '../support/messages.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/troubleshoot.md'), 'utf8').replaceAll(
  '\\|',
  '|',
);
const shared = utterancesIn('shared');
const doctor = [...utterancesIn('cli/doctor'), ...utterancesIn('shared/check')];

/** Those of the texts that no code of the page holds. One without a word of its own says nothing that could be looked up. */
function missing(texts: Iterable<string>): readonly string[] {
  return [...texts]
    .map((text) => text.replaceAll(/…+/g, '…'))
    .filter((text) => /\p{L}{2}/u.test(text) && !page.includes(`\`${text}\``));
}

describe('docs/troubleshoot.md explains', () => {
  test('every error of a setting', () => {
    const messages = messagesOf(shared, { SettingError: 0 });
    expect(messages.size).toBeGreaterThanOrEqual(12);
    expect(missing(messages)).toEqual([]);
  });

  test('every problem and warning of the doctor', () => {
    const messages = messagesOf(doctor, { problem: 1, warning: 1, refused: 0 });
    expect(messages.size).toBeGreaterThanOrEqual(35);
    expect(missing(messages)).toEqual([]);
  });

  test('what the doctor puts together', () => {
    const { seen } = readyFinding(
      { status: 503, headers: {}, empty: true, body: undefined, milliseconds: 1 },
      false,
    );
    expect(seen).toBe('The service is not ready (503).');
    expect(page).toContain('`The service is not ready (…). …`');
    expect(page).toContain('`…; the certificate is valid for … more days.`');
  });

  test('what readiness finds', () => {
    const [unreachable] = storageFindings(undefined, 0);
    const later = storageFindings({ time: 0, laterForm: true }, 120_000);
    const details = [unreachable, ...later].flatMap((finding) =>
      finding?.ok === false ? [finding.detail] : [],
    );
    expect(details).toHaveLength(3);
    expect(missing(details.map((detail) => detail.replace(/120 s ahead of/, '… s …')))).toEqual([]);
  });
});

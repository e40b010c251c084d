import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { matrix } from '../rfc/matrix.ts';

test('docs/api.md lists every requirement of the RFCs that is met in another way, in the words of the matrix', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/api.md'), 'utf8');
  const listed = [...page.matchAll(/^\| (RFC \d+ §\S+) +\| (.*?) +\| (.*?) +\|$/gm)].map(
    ([, place = '', requirement = '', why = '']) => `${place}: ${requirement} ${why}`,
  );
  const deviations = matrix.filter(({ status }) => status === 'otherwise');
  expect(listed).toEqual(
    deviations.map(({ rfc, section, requirement, why = '' }) => `${rfc} §${section}: ${requirement} ${why}`),
  );
});

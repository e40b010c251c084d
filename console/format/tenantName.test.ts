import { expect, test } from 'vitest';
import { proposedName, tenantNamePattern } from './tenantName.ts';

test.each([
  ['Contoso Ltd', 'contoso-ltd'],
  ['  Müller & Söhne GmbH ', 'muller-sohne-gmbh'],
  ['Straße №1', 'strasse-no1'],
  ['A'.repeat(70), 'a'.repeat(63)],
  [`${'a'.repeat(62)} b`, 'a'.repeat(62)],
  ['株式会社', ''],
])('proposes for %j the name %j', (displayName, name) => {
  expect(proposedName(displayName)).toBe(name);
  if (name !== '') expect(name).toMatch(tenantNamePattern);
});

/** What a tenant may be called: part of its URL (openapi/scim.yaml, TenantName). */
export const tenantNamePattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const longest = 63;

/** Letters that no decomposition reduces to ASCII. */
const spelled: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  þ: 'th',
  ı: 'i',
};

/** Proposes a tenant name for a display name; empty if it has no usable letter. */
export function proposedName(displayName: string): string {
  return displayName
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[ßæœøłđþı]/g, (letter) => spelled[letter] ?? '')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, longest)
    .replaceAll(/-$/g, '');
}

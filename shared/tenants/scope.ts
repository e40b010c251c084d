/**
 * What a credential may do: provision (read and write users), read only (for reporting tools), or manage (secrets of
 * users, tenants and credentials, for a print system or a portal; only under `/manage`).
 */
export const scopes = ['provisioning', 'read-only', 'management'] as const;

export type Scope = (typeof scopes)[number];

export function isScope(text: string): text is Scope {
  return scopes.some((scope) => scope === text);
}

/** What an operator of the deployment may do: each role includes those before it. */
export const roles = ['reader', 'support', 'admin'] as const;

export type Role = (typeof roles)[number];

export function isRole(text: string): text is Role {
  return roles.some((role) => role === text);
}

/** Whether an operator with the role `held` may do what takes the role `needed`. */
export function includesRole(held: Role, needed: Role): boolean {
  return roles.indexOf(held) >= roles.indexOf(needed);
}

import type { AuditActor } from '../shared/operators/auditEntry.ts';

/** A person or token by its label; an account with its machine. */
export function actorName({ kind, id, label }: AuditActor): string {
  if (kind === 'commandLine') return label === undefined ? id : `${id}@${label}`;
  return label === undefined ? id.slice(0, 8) : `${label} (${id.slice(0, 8)})`;
}

import { type Role, isPrintable } from '../tenants/credential.ts';
import { reasonInvalid } from './errors.ts';

/** What is recorded: everything that changes something, hands a secret out, or takes data away. */
export const auditActions = [
  'tenant.add',
  'tenant.change',
  'tenant.enable',
  'tenant.disable',
  'singleSignOn.enable',
  'singleSignOn.disable',
  'tenant.remove',
  'tenant.export',
  'token.add',
  'token.revoke',
  'client.add',
  'client.remove',
  'clientSecret.add',
  'clientSecret.revoke',
  'federatedCredential.add',
  'federatedCredential.remove',
  'handover.add',
  'handover.revoke',
  'handover.open',
  'user.delete',
  'group.delete',
  'reveal',
  'managementToken.add',
  'managementToken.revoke',
  'secrets.reseal',
  'backup',
  'restore',
] as const;

export type AuditAction = (typeof auditActions)[number];

export const actorKinds = [
  'managementToken',
  'entra',
  'tenantCredential',
  'commandLine',
  'handover',
  'user',
] as const;

export type ActorKind = (typeof actorKinds)[number];

/** Who did something. */
export interface AuditActor {
  readonly kind: ActorKind;
  /** Id of the token, credential, hand-over or user; Entra's object id; name of the operating system's account. */
  readonly id: string;
  /** Label of the credential, name of the person, or the machine. */
  readonly label: string | undefined;
}

/** `unknown` until it has ended, and for good if the process ended before. */
export const auditOutcomes = ['done', 'refused', 'failed', 'unknown'] as const;

export type AuditOutcome = (typeof auditOutcomes)[number];

/** What somebody sets out to do. No member holds a secret. */
export interface Act {
  readonly action: AuditAction;
  readonly actor: AuditActor;
  /** Of an operator who calls `/manage`. */
  readonly role?: Role | undefined;
  readonly tenant?: string | undefined;
  /** Id of the credential, user, group or hand-over. */
  readonly target?: string | undefined;
  /** In the words of the actor. */
  readonly reason?: string | undefined;
  readonly requestId?: string | undefined;
}

/** How it ended. */
export interface ActEnding {
  readonly outcome: AuditOutcome;
  /** Status of the answer; undefined by the command line. */
  readonly status?: number | undefined;
  /** Code of the error; undefined if there was none. */
  readonly code?: string | undefined;
}

/** A row of the audit log. */
export interface AuditEntry extends Act, ActEnding {
  /** Names it, and sorts it: the newest first. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const maxReasonLength = 200;

/** Checks why somebody wants to see secrets. @throws ScimError 400 */
export function checkReason(reason: string): void {
  if (!isPrintable(reason, maxReasonLength)) throw reasonInvalid();
}

import { signal } from '@preact/signals';

/** A value that the dialog shows, and where it goes. */
export interface ShownValue {
  readonly label: string;
  readonly value: string;
  /** The field of Entra's portal that takes it. */
  readonly goesTo: string;
  readonly secret?: boolean;
}

/** What the service shows once. */
export interface ShownOnce {
  readonly title: string;
  readonly introduction: string;
  readonly values: readonly ShownValue[];
  /** The tenant and its credential, from which a hand-over can be made; undefined if that is of no use. */
  readonly handover?: HandoverSource;
}

export interface HandoverSource {
  readonly tenant: string;
  readonly credential:
    | { readonly secretToken: string }
    | { readonly clientId: string; readonly clientSecret: string };
}

/**
 * The only place that holds a secret. The dialog belongs to the whole page and not to a screen, so that the browser's Back
 * does not close it.
 */
export const shownOnce = signal<ShownOnce | undefined>(undefined);

export function closeSecrets(): void {
  shownOnce.value = undefined;
}

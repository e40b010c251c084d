import type { ComponentChildren } from 'preact';
import type { Tenant } from '../../api/tenants.ts';
import { Button } from '../../parts/Button.tsx';
import type { Column } from '../../parts/Table.tsx';
import { may } from '../../state/session.ts';
import { texts } from '../../texts.ts';
import type { Adding } from './AddCredential.tsx';

const words = texts.credentials;

/** What a person has asked to end. */
export interface Ending {
  readonly title: string;
  readonly verb: string;
  /** Whether something may be using it. */
  readonly inUse: boolean;
  readonly act: () => Promise<unknown>;
}

/** What the credentials of one kind get. */
export interface CredentialsProps {
  readonly tenant: Tenant;
  readonly onAdd: (adding: Adding) => void;
  readonly onEnd: (ending: Ending) => void;
}

interface SectionProps {
  readonly title: string;
  readonly commands: ComponentChildren;
  readonly children: ComponentChildren;
}

/** The credentials of one kind. */
export function Section({ title, commands, children }: SectionProps) {
  return (
    <>
      <h2>{title}</h2>
      {commands === null ? null : <div class="commands">{commands}</div>}
      {children}
    </>
  );
}

/** The column with the button that ends a credential, for who may. */
export function endColumn<Row extends { readonly label: string }>(
  operation: string,
  verb: string,
  onEnd: (row: Row) => void,
): readonly Column<Row>[] {
  if (!may(operation)) return [];
  return [
    {
      name: words.actions,
      cell: (row) => (
        <Button kind="quiet" label={`${verb}: ${row.label}`} onClick={() => onEnd(row)}>
          {verb}
        </Button>
      ),
    },
  ];
}

interface Used {
  readonly id: string;
  readonly lastUsed: string | null;
}

/** Whether a credential is the one of its kind that was used last. */
export function isInUse({ lastUsed }: Used, siblings: readonly Used[]): boolean {
  return lastUsed !== null && siblings.every((other) => (other.lastUsed ?? '') <= lastUsed);
}

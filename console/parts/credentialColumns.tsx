import { Badge, Moment, type Tone } from './Small.tsx';
import type { Column } from './Table.tsx';
import { texts } from '../texts.ts';

const words = texts.credentials;

/** What every credential has. */
export interface CredentialRow {
  readonly label: string;
  readonly lastFour?: string | null;
  readonly newest?: boolean;
  readonly created: string;
  readonly expires: string | null;
  readonly lastUsed: string | null;
  readonly state: 'valid' | 'expiring' | 'expired';
}

const tones: Readonly<Record<CredentialRow['state'], Tone>> = {
  valid: 'good',
  expiring: 'warn',
  expired: 'bad',
};

export function credentialColumns<Row extends CredentialRow>(): readonly Column<Row>[] {
  return [
    {
      name: words.label,
      cell: ({ label, lastFour, newest }) => (
        <>
          {label} {newest === true ? <span class="tag">{words.newest}</span> : null}
          {typeof lastFour === 'string' ? (
            <span class="second">
              {words.endsWith} <code>…{lastFour}</code>
            </span>
          ) : null}
        </>
      ),
    },
    { name: words.state, cell: ({ state }) => <Badge tone={tones[state]}>{words.states[state]}</Badge> },
    { name: words.lastUsed, cell: ({ lastUsed }) => <Moment at={lastUsed} otherwise={words.neverUsed} /> },
    { name: words.expires, cell: ({ expires }) => <Moment at={expires} otherwise={words.noEnd} /> },
    { name: words.created, extra: true, cell: ({ created }) => <Moment at={created} otherwise="" /> },
  ];
}

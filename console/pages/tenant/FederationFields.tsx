import { TextField } from '../../parts/Fields.tsx';
import { texts } from '../../texts.ts';
import type { Federation, FederationErrors } from './federation.ts';

interface FederationFieldsProps {
  readonly fields: Federation;
  readonly errors: FederationErrors;
  readonly onChange: (fields: Federation) => void;
}

const words = texts.federation;

/** What Entra shows for workload identity federation, to be pasted here. */
export function FederationFields({ fields, errors, onChange }: FederationFieldsProps) {
  return (
    <>
      <p>{words.introduction}</p>
      <TextField
        label={words.issuer}
        hint={words.issuerHint}
        required
        value={fields.issuer}
        onChange={(issuer) => onChange({ ...fields, issuer })}
        error={errors.issuer}
      />
      <TextField
        label={words.subject}
        hint={words.subjectHint}
        required
        value={fields.subject}
        onChange={(subject) => onChange({ ...fields, subject })}
        error={errors.subject}
      />
      <TextField
        label={words.audience}
        hint={words.audienceHint}
        required
        maxLength={256}
        value={fields.audience}
        onChange={(audience) => onChange({ ...fields, audience })}
        error={errors.audience}
      />
    </>
  );
}

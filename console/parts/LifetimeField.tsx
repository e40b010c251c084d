import { SelectField } from './Fields.tsx';
import { texts } from '../texts.ts';

interface LifetimeFieldProps {
  readonly kind: 'token' | 'client';
  /** Empty for what the deployment does by default. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const words = texts.lifetime;

/** How long a secret works. */
export function LifetimeField({ kind, value, onChange }: LifetimeFieldProps) {
  return (
    <SelectField label={words.label} value={value} onChange={onChange} options={[...words.options[kind]]} />
  );
}

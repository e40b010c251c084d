import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  /** Why the value can't be taken. */
  readonly error?: string | undefined;
  /** What the page has found out about the value; screen readers hear it. */
  readonly note?: string | undefined;
  readonly required?: boolean;
}

interface ValueProps<Value> extends FieldProps {
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

interface TextProps extends ValueProps<string> {
  readonly type?: 'text' | 'search' | 'datetime-local';
  /** Whether nobody may read it over a shoulder. */
  readonly secret?: boolean;
  readonly maxLength?: number;
}

/** What connects a control with its label, its hint and its error. */
function useParts({ hint, error, required }: FieldProps) {
  const id = useId();
  const described = [hint === undefined ? [] : `${id}-hint`, error === undefined ? [] : `${id}-error`].flat();
  return {
    id,
    attributes: {
      id,
      required: required === true,
      'aria-invalid': error !== undefined,
      ...(described.length === 0 ? {} : { 'aria-describedby': described.join(' ') }),
    },
  };
}

function Around({ id, field, children }: { id: string; field: FieldProps; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={id}>
        {field.label}
        {field.required === true ? (
          <span class="required" aria-hidden="true">
            {' *'}
          </span>
        ) : null}
      </label>
      {children}
      <Below id={id} field={field} />
    </div>
  );
}

function Below({ id, field }: { id: string; field: FieldProps }) {
  return (
    <>
      {field.hint === undefined ? null : (
        <p class="hint" id={`${id}-hint`}>
          {field.hint}
        </p>
      )}
      {field.error === undefined ? null : (
        <p class="fieldError" id={`${id}-error`}>
          {field.error}
        </p>
      )}
      {'note' in field ? (
        // There before its text is: screen readers hear what changes in it.
        <p class="fieldNote" role="status">
          {field.note}
        </p>
      ) : null}
    </>
  );
}

export function TextField(props: TextProps) {
  const { id, attributes } = useParts(props);
  const { value, onChange, type = 'text', maxLength, secret = false } = props;
  const control = {
    ...attributes,
    value,
    autocomplete: 'off',
    spellcheck: false,
    ...(maxLength === undefined ? {} : { maxLength }),
    onInput: (event: { readonly currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
  };
  return (
    <Around id={id} field={props}>
      {secret ? (
        <input {...control} type="password" />
      ) : type === 'datetime-local' ? (
        <input {...control} type="datetime-local" />
      ) : type === 'search' ? (
        <input {...control} type="search" />
      ) : (
        <input {...control} type="text" />
      )}
    </Around>
  );
}

/** Several values, one in each line. */
export function LinesField(props: ValueProps<string>) {
  const { id, attributes } = useParts(props);
  return (
    <Around id={id} field={props}>
      <textarea
        {...attributes}
        rows={3}
        spellcheck={false}
        value={props.value}
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
    </Around>
  );
}

interface SelectProps extends ValueProps<string> {
  readonly options: readonly (readonly [value: string, label: string])[];
}

export function SelectField(props: SelectProps) {
  const { id, attributes } = useParts(props);
  const { value, onChange, options } = props;
  return (
    <Around id={id} field={props}>
      <select {...attributes} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([option, label]) => (
          <option key={option} value={option}>
            {label}
          </option>
        ))}
      </select>
    </Around>
  );
}

export function CheckField(props: ValueProps<boolean>) {
  const { id, attributes } = useParts(props);
  return (
    <div class="field check">
      <label for={id}>
        <input
          {...attributes}
          type="checkbox"
          checked={props.value}
          onChange={(event) => props.onChange(event.currentTarget.checked)}
        />
        <span>{props.label}</span>
      </label>
      <Below id={id} field={props} />
    </div>
  );
}

interface ChoiceProps {
  readonly legend: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly {
    readonly value: string;
    readonly label: string;
    readonly hint: string;
    readonly disabled?: boolean;
  }[];
}

/** One of several, each with what it means. */
export function Choice({ legend, value, onChange, options }: ChoiceProps) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            // Without these the hint would be a part of the name.
            aria-labelledby={`${name}-${option.value}`}
            aria-describedby={`${name}-${option.value}-hint`}
            value={option.value}
            checked={option.value === value}
            disabled={option.disabled === true}
            onChange={() => onChange(option.value)}
          />
          <span>
            <span class="choiceLabel" id={`${name}-${option.value}`}>
              {option.label}
            </span>
            <span class="hint" id={`${name}-${option.value}-hint`}>
              {option.hint}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Puts the focus on the first control whose value can't be taken, after the page has said why. */
export function focusFirstInvalid(place: HTMLElement): void {
  requestAnimationFrame(() => place.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}

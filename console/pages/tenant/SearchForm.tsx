import { useState } from 'preact/hooks';
import { Button } from '../../parts/Button.tsx';
import { SelectField, TextField } from '../../parts/Fields.tsx';
import { texts } from '../../texts.ts';

/** An attribute to search by. */
export interface SearchWay {
  readonly value: string;
  readonly label: string;
  readonly filter: (text: string) => string;
}

interface SearchFormProps {
  readonly ways: readonly SearchWay[];
  /** @param filter undefined for all. */
  readonly onSearch: (filter: string | undefined) => void;
}

const words = texts.search;

export function SearchForm({ ways, onSearch }: SearchFormProps) {
  const [way, setWay] = useState(ways[0]);
  const [text, setText] = useState('');
  const search = () => onSearch(text.trim() === '' ? undefined : way?.filter(text.trim()));
  return (
    <form
      class="filters"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        search();
      }}
    >
      <SelectField
        label={words.by}
        value={way?.value ?? ''}
        onChange={(value) => setWay(ways.find((each) => each.value === value))}
        options={ways.map(({ value, label }) => [value, label] as const)}
      />
      <TextField label={words.text} type="search" value={text} onChange={setText} />
      <Button submit>{words.search}</Button>
      <Button
        kind="quiet"
        onClick={() => {
          setText('');
          onSearch(undefined);
        }}
      >
        {words.all}
      </Button>
    </form>
  );
}

import { useEffect, useRef, useState } from 'preact/hooks';
import {
  readAllTenants,
  readTenants,
  type TenantQuery,
  type TenantState,
  type TenantSummary,
} from '../api/tenants.ts';
import { csvOf } from '../format/csv.ts';
import { datedName, download } from '../format/download.ts';
import { Button } from '../parts/Button.tsx';
import { SelectField, TextField } from '../parts/Fields.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Page } from '../parts/Page.tsx';
import { ProblemBox } from '../parts/ProblemBox.tsx';
import { Pager, sorted, Table, type Sorting } from '../parts/Table.tsx';
import { Empty, View } from '../parts/View.tsx';
import { addAddress } from '../state/addresses.ts';
import { useList, type List } from '../state/list.ts';
import { useAction } from '../state/load.ts';
import { may } from '../state/session.ts';
import { texts } from '../texts.ts';
import { columns, csvRows } from './tenantColumns.tsx';

const words = texts.tenants;
const rowsOnPage = 50;
/** How long a person pauses before the service is asked, in milliseconds. */
const typingPauseMs = 250;

/** The tenants that the service finds: by a part of their name, and by their state. */
export function Tenants() {
  const [text, setText] = useState('');
  const [state, setState] = useState<TenantState | ''>('');
  const [sorting, setSorting] = useState<Sorting>({ column: words.columns.name, descending: false });
  const query = { q: usePaused(text.trim()), state };
  const key = JSON.stringify(query);
  const tenants = useKept(useList(key, (after, signal) => readTenants(query, after, signal)));
  const { value } = tenants;
  return (
    <Page
      title={words.title}
      commands={
        <>
          {may('manageAddTenant') ? (
            <a class="button primary" href={addAddress}>
              <Icon name="add" />
              <span>{words.add}</span>
            </a>
          ) : null}
          <Button icon="refresh" onClick={tenants.reload} busy={tenants.busy}>
            {texts.refresh}
          </Button>
        </>
      }
    >
      <div class="filters" role="search">
        <TextField label={words.search} type="search" value={text} onChange={setText} />
        <SelectField
          label={words.state}
          value={state}
          onChange={(value) => setState(wanted.find((each) => each === value) ?? '')}
          options={wanted.map((value) => [value, words.states[value === '' ? 'all' : value]] as const)}
        />
        <Export query={query} />
      </div>
      <p class="count" role="status">
        {value === undefined ? '' : words.count(value.items.length, value.next !== undefined)}
      </p>
      <Found
        key={key}
        tenants={tenants}
        asked={query.q !== '' || state !== ''}
        sorting={sorting}
        onSort={setSorting}
      />
    </Page>
  );
}

const wanted = ['', 'on', 'off', 'attention'] as const;

/** A text after the person has paused: every key is no question. */
function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), typingPauseMs);
    return () => {
      clearTimeout(timer);
    };
  }, [text]);
  return paused;
}

/** The list with what was found before, until the answer to another question is there. */
function useKept<Item>(list: List<Item>): List<Item> {
  const before = useRef(list.value);
  before.current = list.value ?? before.current;
  return { ...list, value: before.current };
}

interface FoundProps {
  readonly tenants: List<TenantSummary>;
  /** Whether the person has asked for some of them. */
  readonly asked: boolean;
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}

/** Sorted and in pages here: one request brings up to a thousand. */
function Found({ tenants, asked, sorting, onSort }: FoundProps) {
  const [page, setPage] = useState(0);
  return (
    <View of={tenants}>
      {({ items, next }) => {
        if (items.length === 0) return <Nothing asked={asked} />;
        const pages = Math.ceil(items.length / rowsOnPage);
        const shown = Math.min(page, pages - 1);
        const rows = sorted(items, columns, sorting).slice(shown * rowsOnPage, (shown + 1) * rowsOnPage);
        return (
          <>
            <Table
              caption={words.title}
              columns={columns}
              rows={rows}
              keyOf={({ name }) => name}
              sorting={sorting}
              onSort={onSort}
            />
            <Pager page={shown} pages={pages} onPage={setPage} />
            {next === undefined ? null : (
              <p>
                <Button busy={tenants.busy} onClick={() => void tenants.more()}>
                  {texts.list.more}
                </Button>
              </p>
            )}
          </>
        );
      }}
    </View>
  );
}

function Nothing({ asked }: { readonly asked: boolean }) {
  return (
    <Empty title={asked ? words.notFound : words.none}>
      <p>{asked ? words.notFoundAdvice : words.noneAdvice}</p>
    </Empty>
  );
}

/** Exports all that is found, also what is not shown yet. */
function Export({ query }: { readonly query: TenantQuery }) {
  const action = useAction();
  const save = async () => {
    const found = await readAllTenants(query);
    download(datedName('tenants', 'csv'), 'text/csv', csvOf(csvRows(found)));
  };
  return (
    <>
      <Button icon="download" busy={action.busy} onClick={() => void action.run(save)}>
        {words.export}
      </Button>
      {action.problem === undefined ? null : <ProblemBox problem={action.problem} />}
    </>
  );
}

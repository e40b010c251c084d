import { useMemo, useState } from 'preact/hooks';
import { readTenants, type TenantSummary } from '../api/tenants.ts';
import { csvOf } from '../format/csv.ts';
import { datedName, download } from '../format/download.ts';
import { Button } from '../parts/Button.tsx';
import { SelectField, TextField } from '../parts/Fields.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Page } from '../parts/Page.tsx';
import { Pager, sorted, Table, type Sorting } from '../parts/Table.tsx';
import { Empty, View } from '../parts/View.tsx';
import { addAddress } from '../state/addresses.ts';
import { useLoad } from '../state/load.ts';
import { may } from '../state/session.ts';
import { texts } from '../texts.ts';
import { columnsFor, csvRows, stateOf, type TenantFilter } from './tenantColumns.tsx';

const words = texts.tenants;
const rowsOnPage = 50;

/** All tenants: found, filtered and sorted here, because one request brings up to a thousand. */
export function Tenants() {
  const tenants = useLoad('tenants', readTenants);
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
      <View of={tenants}>{(all) => (all.length === 0 ? <NoTenants /> : <TenantList all={all} />)}</View>
    </Page>
  );
}

function NoTenants() {
  return (
    <Empty title={words.none}>
      <p>{words.noneAdvice}</p>
    </Empty>
  );
}

function TenantList({ all }: { readonly all: readonly TenantSummary[] }) {
  const [text, setText] = useState('');
  const [state, setState] = useState<TenantFilter>('all');
  const [sorting, setSorting] = useState<Sorting>({ column: words.columns.name, descending: false });
  const [page, setPage] = useState(0);
  const columns = columnsFor(all);
  const found = useMemo(
    () => sorted(matching(all, text, state), columns, sorting),
    [all, text, state, sorting],
  );
  const pages = Math.max(1, Math.ceil(found.length / rowsOnPage));
  const shownPage = Math.min(page, pages - 1);
  const rows = found.slice(shownPage * rowsOnPage, (shownPage + 1) * rowsOnPage);
  return (
    <>
      <div class="filters" role="search">
        <TextField
          label={words.search}
          type="search"
          value={text}
          onChange={(value) => {
            setText(value);
            setPage(0);
          }}
        />
        <SelectField
          label={words.state}
          value={state}
          onChange={(value) => {
            setState(value === 'on' || value === 'off' || value === 'attention' ? value : 'all');
            setPage(0);
          }}
          options={filterOptions(all)}
        />
        <Button
          icon="download"
          onClick={() => download(datedName('tenants', 'csv'), 'text/csv', csvOf(csvRows(found)))}
        >
          {words.export}
        </Button>
      </div>
      <p class="count" role="status">
        {words.count(found.length, all.length)}
      </p>
      {rows.length === 0 ? (
        <Empty title={words.notFound}>
          <p>{words.notFoundAdvice}</p>
        </Empty>
      ) : (
        <Table
          caption={words.title}
          columns={columns}
          rows={rows}
          keyOf={({ name }) => name}
          sorting={sorting}
          onSort={setSorting}
        />
      )}
      <Pager page={shownPage} pages={pages} onPage={setPage} />
    </>
  );
}

function filterOptions(all: readonly TenantSummary[]): readonly (readonly [TenantFilter, string])[] {
  const { states } = words;
  const known = all.some(({ facts }) => facts !== undefined);
  return [
    ['all', states.all],
    ['on', states.on],
    ['off', states.off],
    ...(known ? ([['attention', states.attention]] as const) : []),
  ];
}

function matching(
  all: readonly TenantSummary[],
  text: string,
  state: TenantFilter,
): readonly TenantSummary[] {
  const wanted = text.trim().toLowerCase();
  return all.filter(
    (tenant) =>
      (tenant.name.includes(wanted) || tenant.displayName.toLowerCase().includes(wanted)) &&
      (state === 'all' ||
        (state === 'attention' ? (tenant.facts?.attention.length ?? 0) > 0 : stateOf(tenant) === state)),
  );
}

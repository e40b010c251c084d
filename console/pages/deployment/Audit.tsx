import { useState } from 'preact/hooks';
import { api, bodyOf, type Schemas } from '../../api/client.ts';
import { secondOf } from '../../format/time.ts';
import { Button } from '../../parts/Button.tsx';
import { SelectField, TextField } from '../../parts/Fields.tsx';
import { ListView } from '../../parts/ListView.tsx';
import { Badge, type Tone } from '../../parts/Small.tsx';
import { Table, type Column } from '../../parts/Table.tsx';
import { Empty } from '../../parts/View.tsx';
import { tenantAddress } from '../../state/addresses.ts';
import { useList, type ListPage } from '../../state/list.ts';
import { texts } from '../../texts.ts';

type Entry = Schemas['AuditEntry'];

interface Asked {
  readonly tenant: string;
  readonly outcome: Entry['outcome'] | '';
}

const words = texts.audit;
const outcomes: readonly Entry['outcome'][] = ['done', 'refused', 'failed', 'unknown'];
const pageSize = 50;

/** What operators did. */
export function Audit() {
  const [fields, setFields] = useState<Asked>({ tenant: '', outcome: '' });
  const [asked, setAsked] = useState(fields);
  const audit = useList(JSON.stringify(asked), (after, signal) => readPage(asked, after, signal));
  return (
    <>
      <h2>{words.title}</h2>
      <form
        class="filters"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(fields);
          audit.reload();
        }}
      >
        <TextField
          label={words.tenant}
          value={fields.tenant}
          onChange={(tenant) => setFields({ ...fields, tenant })}
        />
        <SelectField
          label={words.outcome}
          value={fields.outcome}
          onChange={(value) =>
            setFields({ ...fields, outcome: outcomes.find((each) => each === value) ?? '' })
          }
          options={[
            ['', texts.log.allActions],
            ...outcomes.map((each) => [each, words.outcomes[each]] as const),
          ]}
        />
        <Button submit>{texts.log.filter}</Button>
      </form>
      <ListView
        of={audit}
        empty={
          <Empty title={words.none}>
            <p>{words.noneAdvice}</p>
          </Empty>
        }
      >
        {(entries) => <Table caption={words.title} columns={columns} rows={entries} keyOf={({ id }) => id} />}
      </ListView>
    </>
  );
}

async function readPage(
  { tenant, outcome }: Asked,
  after: string | undefined,
  signal: AbortSignal,
): Promise<ListPage<Entry>> {
  const query = {
    count: pageSize,
    ...(tenant.trim() === '' ? {} : { tenant: tenant.trim() }),
    ...(outcome === '' ? {} : { outcome }),
    ...(after === undefined ? {} : { after }),
  };
  const { entries, next } = await bodyOf(api.GET('/manage/audit', { params: { query }, signal }));
  return { items: entries, next, total: undefined };
}

const tones: Readonly<Record<Entry['outcome'], Tone>> = {
  done: 'good',
  refused: 'warn',
  failed: 'bad',
  unknown: 'calm',
};

const columns: readonly Column<Entry>[] = [
  { name: words.time, cell: ({ at }) => <time dateTime={at}>{secondOf(at)}</time> },
  {
    name: words.actor,
    cell: ({ actor }) => (
      <>
        {actor.label ?? actor.id}
        <span class="second">{words.kinds[actor.kind]}</span>
      </>
    ),
  },
  {
    name: words.action,
    cell: ({ action, reason }) => (
      <>
        <code>{action}</code>
        {reason === null ? null : <span class="second">{reason}</span>}
      </>
    ),
  },
  {
    name: words.tenant,
    cell: ({ tenant }) => (tenant === null ? '' : <a href={tenantAddress(tenant)}>{tenant}</a>),
  },
  {
    name: words.outcome,
    cell: ({ outcome, code }) => (
      <>
        <Badge tone={tones[outcome]}>{words.outcomes[outcome]}</Badge>
        {code === null ? null : <code class="second">{code}</code>}
      </>
    ),
  },
];

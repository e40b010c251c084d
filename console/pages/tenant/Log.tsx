import { useState } from 'preact/hooks';
import { readLog, type LogEntry, type LogQuery } from '../../api/people.ts';
import { secondOf } from '../../format/time.ts';
import { Button } from '../../parts/Button.tsx';
import { CheckField, SelectField, TextField } from '../../parts/Fields.tsx';
import type { IconName } from '../../parts/Icon.tsx';
import { ListView } from '../../parts/ListView.tsx';
import { Badge, type Tone } from '../../parts/Small.tsx';
import { Table, type Column } from '../../parts/Table.tsx';
import { Empty } from '../../parts/View.tsx';
import { groupAddress, userAddress } from '../../state/addresses.ts';
import { useList } from '../../state/list.ts';
import { useAction } from '../../state/load.ts';
import { texts } from '../../texts.ts';
import { ProblemBox } from '../../parts/ProblemBox.tsx';
import { Explain } from './Explain.tsx';
import { exportLog, type LogFormat } from './exportLog.ts';
import type { TabProps } from './tab.ts';

const words = texts.log;

/** How often the newest entries are read while a person watches, in milliseconds. */
const liveMs = 3_000;

const emptyFilter = { from: '', to: '', user: '', action: '' };

/** What happened to users and groups, newest first. */
export function Log({ of: { tenant } }: TabProps) {
  const [fields, setFields] = useState(emptyFilter);
  const [asked, setAsked] = useState<LogQuery>({});
  const [live, setLive] = useState(false);
  const log = useList(
    `${tenant.name} ${JSON.stringify(asked)}`,
    (cursor, signal) => readLog(tenant.name, asked, cursor, signal),
    live ? liveMs : undefined,
  );
  return (
    <>
      <form
        class="filters"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(queryOf(fields));
          log.reload();
        }}
      >
        <TextField
          label={words.from}
          type="datetime-local"
          value={fields.from}
          onChange={(from) => setFields({ ...fields, from })}
        />
        <TextField
          label={words.to}
          type="datetime-local"
          value={fields.to}
          onChange={(to) => setFields({ ...fields, to })}
        />
        <SelectField
          label={words.action}
          value={fields.action}
          onChange={(action) => setFields({ ...fields, action })}
          options={[['', words.allActions], ...Object.entries(words.actions)]}
        />
        <TextField
          label={words.user}
          value={fields.user}
          onChange={(user) => setFields({ ...fields, user })}
        />
        <Button submit>{words.filter}</Button>
        <Button
          kind="quiet"
          onClick={() => {
            setFields(emptyFilter);
            setAsked({});
          }}
        >
          {texts.search.all}
        </Button>
      </form>
      <div class="commands">
        <CheckField label={words.live} value={live} onChange={setLive} />
        <Export tenant={tenant.name} asked={asked} />
      </div>
      <ListView
        of={log}
        empty={
          <Empty title={words.none}>
            <p>{words.noneAdvice}</p>
          </Empty>
        }
      >
        {(entries) => (
          <Table
            caption={texts.tenant.tabs.log}
            columns={columnsOf(tenant.name)}
            rows={entries}
            keyOf={({ id }) => id}
          />
        )}
      </ListView>
    </>
  );
}

function Export({ tenant, asked }: { readonly tenant: string; readonly asked: LogQuery }) {
  const action = useAction();
  const formats: readonly LogFormat[] = ['csv', 'jsonl'];
  return (
    <>
      {formats.map((format) => (
        <Button
          key={format}
          icon="download"
          busy={action.busy}
          onClick={() => void action.run(() => exportLog(tenant, asked, format))}
        >
          {words.export[format]}
        </Button>
      ))}
      {action.problem === undefined ? null : <ProblemBox problem={action.problem} />}
    </>
  );
}

function queryOf({ from, to, user, action }: typeof emptyFilter): LogQuery {
  return {
    ...(from === '' ? {} : { from: new Date(from).toISOString() }),
    ...(to === '' ? {} : { to: new Date(to).toISOString() }),
    ...(user.trim() === '' ? {} : { user: user.trim() }),
    ...(action === '' ? {} : { action }),
  };
}

const tones: Readonly<Partial<Record<LogEntry['action'], Tone>>> = {
  refused: 'bad',
  create: 'good',
  enable: 'good',
  reveal: 'warn',
  signInRefused: 'bad',
};

const icons: Readonly<Partial<Record<LogEntry['action'], IconName>>> = {
  update: 'refresh',
  delete: 'delete',
};

function columnsOf(tenant: string): readonly Column<LogEntry>[] {
  return [
    { name: words.time, cell: ({ time }) => <time dateTime={time}>{secondOf(time)}</time> },
    {
      name: words.action,
      cell: ({ action }) => (
        <Badge tone={tones[action] ?? 'calm'} icon={icons[action]}>
          {words.actions[action]}
        </Badge>
      ),
    },
    { name: words.who, cell: (entry) => <Whom tenant={tenant} entry={entry} /> },
    { name: words.what, long: true, cell: (entry) => <What entry={entry} /> },
    {
      name: words.by,
      extra: true,
      cell: ({ actor }) => actor.credential.label ?? actor.credential.id,
    },
  ];
}

function Whom({ tenant, entry }: { readonly tenant: string; readonly entry: LogEntry }) {
  const { userId, groupId, externalId, userName, action } = entry;
  const name = userName ?? externalId ?? userId ?? groupId ?? '';
  const gone = action === 'delete';
  if (userId !== undefined && !gone) return <a href={userAddress(tenant, userId)}>{name}</a>;
  if (groupId !== undefined && !gone) return <a href={groupAddress(tenant, groupId)}>{words.group}</a>;
  return <>{groupId === undefined ? name : words.group}</>;
}

function What({ entry }: { readonly entry: LogEntry }) {
  const { refusal, changed, members } = entry;
  if (refusal !== undefined)
    return (
      <>
        {refusal.detail}
        <span class="second">{words.refusal(refusal.status, refusal.scimType ?? refusal.reason)}</span>
        <Explain detail={refusal.detail} />
      </>
    );
  const parts = changed.map((path) =>
    path === 'members' && members !== undefined
      ? words.members(members.addedCount, members.removedCount)
      : shortPath(path),
  );
  return <>{parts.join(', ')}</>;
}

/** The last part of an extension's path: the rest says nothing to a person. */
function shortPath(path: string): string {
  return path.startsWith('urn:') ? path.slice(path.lastIndexOf(':') + 1) : path;
}

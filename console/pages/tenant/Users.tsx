import { useState } from 'preact/hooks';
import { equals, readUsers, type User } from '../../api/people.ts';
import { Badge } from '../../parts/Small.tsx';
import { ListView } from '../../parts/ListView.tsx';
import { Table, type Column } from '../../parts/Table.tsx';
import { Empty } from '../../parts/View.tsx';
import { userAddress } from '../../state/addresses.ts';
import { useList } from '../../state/list.ts';
import { texts } from '../../texts.ts';
import { SearchForm, type SearchWay } from './SearchForm.tsx';
import type { TabProps } from './tab.ts';
import { UserDetail } from './UserDetail.tsx';

const words = texts.users;
const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';

/** The attributes that an index serves: a search costs one read, however many users there are. */
const ways: readonly SearchWay[] = [
  { value: 'begins', label: words.ways.begins, filter: (text) => equals('userName', text, 'sw') },
  { value: 'userName', label: words.ways.userName, filter: (text) => equals('userName', text) },
  { value: 'externalId', label: words.ways.externalId, filter: (text) => equals('externalId', text) },
  {
    value: 'email',
    label: words.ways.email,
    filter: (text) => equals('emails[type eq "work"].value', text),
  },
  { value: 'card', label: words.ways.card, filter: (text) => equals(`${uniflow}:cardNumber`, text) },
];

export function Users({ of: { tenant }, id }: TabProps) {
  return id === undefined ? (
    <UserList tenant={tenant.name} />
  ) : (
    <UserDetail key={id} tenant={tenant.name} id={id} />
  );
}

function UserList({ tenant }: { readonly tenant: string }) {
  const [filter, setFilter] = useState<string | undefined>(undefined);
  const users = useList(`${tenant} ${filter ?? ''}`, (cursor, signal) =>
    readUsers(tenant, filter, cursor, signal),
  );
  return (
    <>
      <SearchForm ways={ways} onSearch={setFilter} />
      <ListView of={users} empty={<NoUsers searched={filter !== undefined} />}>
        {(items) => (
          <Table
            caption={texts.tenant.tabs.users}
            columns={columnsOf(tenant)}
            rows={items}
            keyOf={(user) => user.id ?? ''}
          />
        )}
      </ListView>
    </>
  );
}

function NoUsers({ searched }: { readonly searched: boolean }) {
  return (
    <Empty title={searched ? words.notFound : words.none}>
      <p>{searched ? words.notFoundAdvice : words.noneAdvice}</p>
    </Empty>
  );
}

function columnsOf(tenant: string): readonly Column<User>[] {
  return [
    {
      name: words.columns.userName,
      cell: ({ id = '', userName, displayName }) => (
        <>
          <a href={userAddress(tenant, id)}>{userName ?? id}</a>
          <span class="second">{displayName}</span>
        </>
      ),
    },
    { name: words.columns.active, cell: (user) => <ActiveBadge user={user} /> },
    {
      name: words.columns.email,
      extra: true,
      cell: ({ emails = [] }) => emails.find(({ type }) => type === 'work')?.value ?? emails[0]?.value,
    },
    { name: words.columns.externalId, extra: true, cell: ({ externalId }) => externalId },
  ];
}

function ActiveBadge({ user }: { readonly user: User }) {
  return user.active === false ? (
    <Badge tone="calm">{words.disabled}</Badge>
  ) : (
    <Badge tone="good">{words.enabled}</Badge>
  );
}

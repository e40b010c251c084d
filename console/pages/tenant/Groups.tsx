import { useState } from 'preact/hooks';
import { api, bodyOf, ifMatch } from '../../api/client.ts';
import { equals, readGroups, type Group } from '../../api/people.ts';
import { DeleteButton } from '../../parts/DeleteButton.tsx';
import { ListView } from '../../parts/ListView.tsx';
import { Facts, Moment } from '../../parts/Small.tsx';
import { Subheading } from '../../parts/Subheading.tsx';
import { Pager, Table } from '../../parts/Table.tsx';
import { Empty, View } from '../../parts/View.tsx';
import { groupAddress, tenantAddress, userAddress } from '../../state/addresses.ts';
import { useList } from '../../state/list.ts';
import { useLoad } from '../../state/load.ts';
import { may } from '../../state/session.ts';
import { texts } from '../../texts.ts';
import { SearchForm, type SearchWay } from './SearchForm.tsx';
import type { TabProps } from './tab.ts';

const words = texts.groups;

const ways: readonly SearchWay[] = [
  { value: 'displayName', label: words.ways.displayName, filter: (text) => equals('displayName', text) },
  { value: 'externalId', label: words.ways.externalId, filter: (text) => equals('externalId', text) },
];

export function Groups({ of: { tenant }, id }: TabProps) {
  return id === undefined ? (
    <GroupList tenant={tenant.name} />
  ) : (
    <GroupDetail key={id} tenant={tenant.name} id={id} />
  );
}

function GroupList({ tenant }: { readonly tenant: string }) {
  const [filter, setFilter] = useState<string | undefined>(undefined);
  const groups = useList(`${tenant} ${filter ?? ''}`, (cursor, signal) =>
    readGroups(tenant, filter, cursor, signal),
  );
  return (
    <>
      <SearchForm ways={ways} onSearch={setFilter} />
      <ListView
        of={groups}
        empty={
          <Empty title={filter === undefined ? words.none : words.notFound}>
            <p>{filter === undefined ? words.noneAdvice : words.notFoundAdvice}</p>
          </Empty>
        }
      >
        {(items) => (
          <Table
            caption={texts.tenant.tabs.groups}
            columns={[
              {
                name: words.columns.displayName,
                cell: ({ id = '', displayName }: Group) => (
                  <a href={groupAddress(tenant, id)}>{displayName ?? id}</a>
                ),
              },
              { name: words.columns.externalId, cell: ({ externalId }) => externalId, extra: true },
              {
                name: words.columns.changed,
                cell: ({ meta }) => <Moment at={meta?.lastModified ?? null} otherwise="" />,
              },
            ]}
            rows={items}
            keyOf={(group) => group.id ?? ''}
          />
        )}
      </ListView>
    </>
  );
}

interface DetailProps {
  readonly tenant: string;
  readonly id: string;
}

function GroupDetail({ tenant, id }: DetailProps) {
  const params = { path: { tenant, id } };
  const group = useLoad(`${tenant} ${id}`, (signal) =>
    bodyOf(api.GET('/manage/tenants/{tenant}/groups/{id}', { params, signal })),
  );
  return (
    <>
      <p>
        <a href={tenantAddress(tenant, 'groups')}>{words.back}</a>
      </p>
      <View of={group}>
        {(value) => <Shown tenant={tenant} id={id} group={value} reload={group.reload} />}
      </View>
    </>
  );
}

const membersOnPage = 100;

interface ShownProps extends DetailProps {
  readonly group: Group;
  readonly reload: () => void;
}

function Shown({ tenant, id, group, reload }: ShownProps) {
  const [page, setPage] = useState(0);
  const name = group.displayName ?? id;
  const { members = [] } = group;
  const deletion = { params: { path: { tenant, id } }, headers: ifMatch(group.meta?.version) };
  return (
    <>
      <Subheading>{name}</Subheading>
      <Facts
        of={[
          [words.columns.externalId, group.externalId ?? texts.none],
          [words.members, members.length.toLocaleString('en-GB')],
          [
            words.columns.changed,
            <Moment key="changed" at={group.meta?.lastModified ?? null} otherwise="" />,
          ],
        ]}
      />
      {members.length === 0 ? null : (
        <Table
          caption={words.members}
          columns={[
            {
              name: words.member,
              cell: ({ value = '', type }) => (
                <a href={type === 'Group' ? groupAddress(tenant, value) : userAddress(tenant, value)}>
                  {value}
                </a>
              ),
            },
            { name: words.kind, cell: ({ type }) => type },
          ]}
          rows={members.slice(page * membersOnPage, (page + 1) * membersOnPage)}
          keyOf={({ value = '' }) => value}
        />
      )}
      <Pager page={page} pages={Math.ceil(members.length / membersOnPage)} onPage={setPage} />
      {may('manageDeleteGroup') ? (
        <DeleteButton
          name={name}
          words={words}
          remove={() => api.DELETE('/manage/tenants/{tenant}/groups/{id}', deletion)}
          back={tenantAddress(tenant, 'groups')}
          reload={reload}
        />
      ) : null}
    </>
  );
}

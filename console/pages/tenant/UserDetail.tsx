import { api, bodyOf, ifMatch } from '../../api/client.ts';
import type { User } from '../../api/people.ts';
import { attributesOf } from '../../format/attributes.ts';
import { DeleteButton } from '../../parts/DeleteButton.tsx';
import { Moment } from '../../parts/Small.tsx';
import { Subheading } from '../../parts/Subheading.tsx';
import { Table } from '../../parts/Table.tsx';
import { View } from '../../parts/View.tsx';
import { tenantAddress } from '../../state/addresses.ts';
import { useLoad } from '../../state/load.ts';
import { may } from '../../state/session.ts';
import { texts } from '../../texts.ts';
import { Reveal } from './Reveal.tsx';

const words = texts.users;

interface DetailProps {
  readonly tenant: string;
  readonly id: string;
}

export function UserDetail({ tenant, id }: DetailProps) {
  const path = { tenant, id };
  const user = useLoad(`${tenant} ${id}`, (signal) =>
    bodyOf(api.GET('/manage/tenants/{tenant}/users/{id}', { params: { path }, signal })),
  );
  return (
    <>
      <p>
        <a href={tenantAddress(tenant, 'users')}>{words.back}</a>
      </p>
      <View of={user}>{(value) => <Shown tenant={tenant} id={id} user={value} reload={user.reload} />}</View>
    </>
  );
}

interface ShownProps extends DetailProps {
  readonly user: User;
  readonly reload: () => void;
}

function Shown({ tenant, id, user, reload }: ShownProps) {
  const name = user.userName ?? id;
  const deletion = { params: { path: { tenant, id } }, headers: ifMatch(user.meta?.version) };
  return (
    <>
      <Subheading>{name}</Subheading>
      <p class="soft">
        {words.changed} <Moment at={user.meta?.lastModified ?? null} otherwise="" />
      </p>
      {may('manageRevealSecretsWithReason') ? <Reveal tenant={tenant} id={id} /> : null}
      <Table
        caption={words.attributes}
        columns={[
          { name: words.attribute, cell: ([attribute]) => <code>{attribute}</code> },
          { name: words.value, long: true, cell: ([, value]) => value },
        ]}
        rows={attributesOf(user)}
        keyOf={([attribute, value]) => `${attribute} ${value}`}
      />
      {may('manageDeleteUser') ? (
        <DeleteButton
          name={name}
          words={words}
          remove={() => api.DELETE('/manage/tenants/{tenant}/users/{id}', deletion)}
          back={tenantAddress(tenant, 'users')}
          reload={reload}
        />
      ) : null}
    </>
  );
}

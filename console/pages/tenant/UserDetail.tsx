import { useLocation } from 'preact-iso/router';
import { useState } from 'preact/hooks';
import { api, bodyOf } from '../../api/client.ts';
import type { User } from '../../api/people.ts';
import { attributesOf } from '../../format/attributes.ts';
import { Button } from '../../parts/Button.tsx';
import { Confirm } from '../../parts/Confirm.tsx';
import { Moment } from '../../parts/Small.tsx';
import { Table } from '../../parts/Table.tsx';
import { View } from '../../parts/View.tsx';
import { tenantAddress } from '../../state/addresses.ts';
import { useLoad } from '../../state/load.ts';
import { say } from '../../state/said.ts';
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
      <View of={user}>{(value) => <Shown tenant={tenant} id={id} user={value} />}</View>
    </>
  );
}

function Shown({ tenant, id, user }: DetailProps & { readonly user: User }) {
  const { route } = useLocation();
  const [deleting, setDeleting] = useState(false);
  const name = user.userName ?? id;
  const remove = async () => {
    await api.DELETE('/manage/tenants/{tenant}/users/{id}', { params: { path: { tenant, id } } });
    say(words.deleted(name));
    route(tenantAddress(tenant, 'users'));
  };
  return (
    <>
      <h2>{name}</h2>
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
        <p>
          <Button kind="danger" icon="delete" onClick={() => setDeleting(true)}>
            {words.delete}
          </Button>
        </p>
      ) : null}
      {deleting ? (
        <Confirm
          title={words.deleteTitle(name)}
          verb={words.delete}
          act={remove}
          onClose={() => setDeleting(false)}
        >
          <p>{words.deleteAdvice}</p>
        </Confirm>
      ) : null}
    </>
  );
}

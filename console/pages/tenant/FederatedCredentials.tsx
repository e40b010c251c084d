import { api, type Schemas } from '../../api/client.ts';
import { Button } from '../../parts/Button.tsx';
import { credentialColumns } from '../../parts/credentialColumns.tsx';
import { Table } from '../../parts/Table.tsx';
import { Empty } from '../../parts/View.tsx';
import { may } from '../../state/session.ts';
import { texts } from '../../texts.ts';
import { endColumn, Section, type CredentialsProps } from './CredentialSection.tsx';

const words = texts.credentials;

export function FederatedCredentials({ tenant, onAdd, onEnd }: CredentialsProps) {
  const { federatedCredentials } = tenant;
  const path = { tenant: tenant.name };
  return (
    <Section
      title={words.federated}
      commands={
        may('manageAddFederatedCredential') && tenant.tokenEndpoint !== null ? (
          <Button icon="add" onClick={() => onAdd({ kind: 'federated' })}>
            {words.addFederated}
          </Button>
        ) : null
      }
    >
      {federatedCredentials.length === 0 ? (
        <Empty title={words.noFederated}>
          <p>{words.noFederatedAdvice}</p>
        </Empty>
      ) : (
        <Table
          caption={words.federated}
          columns={[
            ...credentialColumns<Schemas['FederatedCredential']>(),
            { name: texts.federation.subject, extra: true, cell: ({ subject }) => <code>{subject}</code> },
            ...endColumn<Schemas['FederatedCredential']>(
              'manageRemoveFederatedCredential',
              words.remove,
              (credential) =>
                onEnd({
                  title: words.removeTitle(credential.label),
                  verb: words.remove,
                  inUse: credential.lastUsed !== null,
                  act: () =>
                    api.DELETE('/manage/tenants/{tenant}/federatedCredentials/{id}', {
                      params: { path: { ...path, id: credential.id } },
                    }),
                }),
            ),
          ]}
          rows={federatedCredentials}
          keyOf={({ id }) => id}
        />
      )}
    </Section>
  );
}

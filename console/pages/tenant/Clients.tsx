import { api, type Schemas } from '../../api/client.ts';
import { Button } from '../../parts/Button.tsx';
import { credentialColumns } from '../../parts/credentialColumns.tsx';
import { Copyable } from '../../parts/Small.tsx';
import { Table } from '../../parts/Table.tsx';
import { Empty } from '../../parts/View.tsx';
import { may } from '../../state/session.ts';
import { texts } from '../../texts.ts';
import { endColumn, isInUse, Section, type CredentialsProps } from './CredentialSection.tsx';

const words = texts.credentials;

/** OAuth clients, each with its secrets. */
export function Clients({ tenant, onAdd, onEnd }: CredentialsProps) {
  const { clients } = tenant;
  const path = { tenant: tenant.name };
  return (
    <Section
      title={words.clients}
      commands={
        may('manageAddClient') && tenant.tokenEndpoint !== null ? (
          <Button icon="add" onClick={() => onAdd({ kind: 'client' })}>
            {words.addClient}
          </Button>
        ) : null
      }
    >
      {clients.length === 0 ? (
        <Empty title={words.noClients}>
          <p>{tenant.tokenEndpoint === null ? texts.enable.noSigningKeys : words.noClientsAdvice}</p>
        </Empty>
      ) : (
        clients.map((client) => (
          <div key={client.id} class="sheet wide">
            <h3>{client.label}</h3>
            <p>
              {words.clientId} <Copyable text={client.id} label={words.clientId} />
            </p>
            <Table
              caption={words.secretsOf(client.label)}
              columns={[
                ...credentialColumns<Schemas['ClientSecret']>(),
                ...endColumn<Schemas['ClientSecret']>('manageRevokeClientSecret', words.revoke, (secret) =>
                  onEnd({
                    title: words.revokeTitle(secret.label),
                    verb: words.revoke,
                    inUse: isInUse(secret, client.secrets),
                    act: () =>
                      api.DELETE('/manage/tenants/{tenant}/clients/{id}/secrets/{secretId}', {
                        params: { path: { ...path, id: client.id, secretId: secret.id } },
                      }),
                  }),
                ),
              ]}
              rows={client.secrets}
              keyOf={({ id }) => id}
            />
            <div class="buttons">
              {may('manageAddClientSecret') ? (
                <Button icon="add" onClick={() => onAdd({ kind: 'secret', clientId: client.id })}>
                  {words.addSecret}
                </Button>
              ) : null}
              {may('manageRemoveClient') ? (
                <Button
                  icon="delete"
                  onClick={() =>
                    onEnd({
                      title: words.removeTitle(client.label),
                      verb: words.remove,
                      inUse: client.secrets.some(({ lastUsed }) => lastUsed !== null),
                      act: () =>
                        api.DELETE('/manage/tenants/{tenant}/clients/{id}', {
                          params: { path: { ...path, id: client.id } },
                        }),
                    })
                  }
                >
                  {words.removeClient}
                </Button>
              ) : null}
            </div>
          </div>
        ))
      )}
    </Section>
  );
}

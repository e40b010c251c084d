import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { api, type Schemas } from '../../api/client.ts';
import { Button } from '../../parts/Button.tsx';
import { Confirm } from '../../parts/Confirm.tsx';
import { Copyable } from '../../parts/Small.tsx';
import { Table, type Column } from '../../parts/Table.tsx';
import { Empty } from '../../parts/View.tsx';
import { say } from '../../state/said.ts';
import { may } from '../../state/session.ts';
import { texts } from '../../texts.ts';
import { AddCredential, type Adding } from './AddCredential.tsx';
import { credentialColumns } from '../../parts/credentialColumns.tsx';
import { Handovers } from './Handovers.tsx';
import type { TabProps } from './tab.ts';

const words = texts.credentials;

/** What a person has asked to end. */
interface Ending {
  readonly title: string;
  readonly verb: string;
  /** Whether something may be using it. */
  readonly inUse: boolean;
  readonly act: () => Promise<unknown>;
}

/** What authenticates the tenant: tokens, clients with their secrets, and federated credentials. */
export function Credentials({ of: { tenant }, loaded }: TabProps) {
  const [adding, setAdding] = useState<Adding | undefined>(undefined);
  const [ending, setEnding] = useState<Ending | undefined>(undefined);
  const { secretTokens, clients, federatedCredentials } = tenant;
  const path = { tenant: tenant.name };
  return (
    <>
      <Section
        title={words.tokens}
        commands={
          may('manageAddToken') ? (
            <>
              <Button icon="add" onClick={() => setAdding({ kind: 'token' })}>
                {words.addToken}
              </Button>
              {secretTokens.length === 0 ? null : (
                <Button icon="refresh" onClick={() => setAdding({ kind: 'rotation' })}>
                  {words.rotate}
                </Button>
              )}
            </>
          ) : null
        }
      >
        {secretTokens.length === 0 ? (
          <Empty title={words.noTokens}>
            <p>{words.noTokensAdvice}</p>
          </Empty>
        ) : (
          <Table
            caption={words.tokens}
            columns={[
              ...credentialColumns<Schemas['SecretToken']>(),
              { name: words.scope, extra: true, cell: ({ scope }) => words.scopes[scope] },
              ...endColumn<Schemas['SecretToken']>('manageRevokeToken', words.revoke, (token) =>
                setEnding({
                  title: words.revokeTitle(token.label),
                  verb: words.revoke,
                  inUse: isInUse(token, secretTokens),
                  act: () =>
                    api.DELETE('/manage/tenants/{tenant}/tokens/{id}', {
                      params: { path: { ...path, id: token.id } },
                    }),
                }),
              ),
            ]}
            rows={secretTokens}
            keyOf={({ id }) => id}
          />
        )}
      </Section>
      <Section
        title={words.clients}
        commands={
          may('manageAddClient') && tenant.tokenEndpoint !== null ? (
            <Button icon="add" onClick={() => setAdding({ kind: 'client' })}>
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
                    setEnding({
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
                  <Button icon="add" onClick={() => setAdding({ kind: 'secret', clientId: client.id })}>
                    {words.addSecret}
                  </Button>
                ) : null}
                {may('manageRemoveClient') ? (
                  <Button
                    icon="delete"
                    onClick={() =>
                      setEnding({
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
      <Section
        title={words.federated}
        commands={
          may('manageAddFederatedCredential') && tenant.tokenEndpoint !== null ? (
            <Button icon="add" onClick={() => setAdding({ kind: 'federated' })}>
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
                  setEnding({
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
      {may('manageListHandovers') ? <Handovers tenant={tenant.name} /> : null}
      {adding === undefined ? null : (
        <AddCredential
          tenant={tenant}
          adding={adding}
          onDone={loaded.reload}
          onClose={() => setAdding(undefined)}
        />
      )}
      {ending === undefined ? null : (
        <Confirm
          title={ending.title}
          verb={ending.verb}
          typed={ending.inUse ? tenant.name : undefined}
          act={async () => {
            await ending.act();
            say(words.ended);
            loaded.reload();
          }}
          onClose={() => setEnding(undefined)}
        >
          {ending.inUse ? <p class="boxTitle">{words.inUse}</p> : null}
          <p>{words.endAdvice}</p>
        </Confirm>
      )}
    </>
  );
}

interface SectionProps {
  readonly title: string;
  readonly commands: ComponentChildren;
  readonly children: ComponentChildren;
}

function Section({ title, commands, children }: SectionProps) {
  return (
    <>
      <h2>{title}</h2>
      {commands === null ? null : <div class="commands">{commands}</div>}
      {children}
    </>
  );
}

/** The column with the button that ends a credential, for who may. */
function endColumn<Row extends { readonly label: string }>(
  operation: string,
  verb: string,
  onEnd: (row: Row) => void,
): readonly Column<Row>[] {
  if (!may(operation)) return [];
  return [
    {
      name: words.actions,
      cell: (row) => (
        <Button kind="quiet" label={`${verb}: ${row.label}`} onClick={() => onEnd(row)}>
          {verb}
        </Button>
      ),
    },
  ];
}

interface Used {
  readonly id: string;
  readonly lastUsed: string | null;
}

/** Whether a credential is the one of its kind that was used last. */
function isInUse({ lastUsed }: Used, siblings: readonly Used[]): boolean {
  return lastUsed !== null && siblings.every((other) => (other.lastUsed ?? '') <= lastUsed);
}

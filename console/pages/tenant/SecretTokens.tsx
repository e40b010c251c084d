import { api, type Schemas } from '../../api/client.ts';
import { Button } from '../../parts/Button.tsx';
import { credentialColumns } from '../../parts/credentialColumns.tsx';
import { Table } from '../../parts/Table.tsx';
import { Empty } from '../../parts/View.tsx';
import { may } from '../../state/session.ts';
import { texts } from '../../texts.ts';
import { endColumn, isInUse, Section, type CredentialsProps } from './CredentialSection.tsx';

const words = texts.credentials;

export function SecretTokens({ tenant, onAdd, onEnd }: CredentialsProps) {
  const { secretTokens } = tenant;
  const path = { tenant: tenant.name };
  return (
    <Section
      title={words.tokens}
      commands={
        may('manageAddToken') ? (
          <>
            <Button icon="add" onClick={() => onAdd({ kind: 'token' })}>
              {words.addToken}
            </Button>
            {secretTokens.length === 0 ? null : (
              <Button icon="refresh" onClick={() => onAdd({ kind: 'rotation' })}>
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
              onEnd({
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
  );
}

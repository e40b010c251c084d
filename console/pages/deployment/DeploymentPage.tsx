import { api, bodyOf, type Schemas } from '../../api/client.ts';
import { Page } from '../../parts/Page.tsx';
import { Badge, Copyable, Facts } from '../../parts/Small.tsx';
import { Table } from '../../parts/Table.tsx';
import { View } from '../../parts/View.tsx';
import { useLoad } from '../../state/load.ts';
import { may } from '../../state/session.ts';
import { texts } from '../../texts.ts';
import { Audit } from './Audit.tsx';
import { ManagementTokens } from './ManagementTokens.tsx';

type Deployment = Schemas['Deployment'];

const words = texts.deployment;

/** The deployment: its state, who may manage it, and what they did. */
export function DeploymentPage() {
  return (
    <Page title={words.title}>
      {may('manageGetDeployment') ? <State /> : null}
      {may('manageListManagementTokens') ? <ManagementTokens /> : null}
      {may('manageReadAudit') ? <Audit /> : null}
    </Page>
  );
}

function State() {
  const deployment = useLoad('deployment', (signal) => bodyOf(api.GET('/manage/deployment', { signal })));
  return <View of={deployment}>{(value) => <Shown deployment={value} />}</View>;
}

function Shown({ deployment }: { readonly deployment: Deployment }) {
  const { version, url, storage, ready, health, settings, sealingKeys, signingKeys } = deployment;
  return (
    <>
      <Facts
        of={[
          [words.version, version],
          [words.url, <Copyable key="url" text={url} label={words.url} />],
          [words.storage, words.storages[storage]],
          [
            words.ready,
            <Badge key="ready" tone={ready ? 'good' : 'bad'}>
              {ready ? words.isReady : words.isNotReady}
            </Badge>,
          ],
          [words.sealingKeys, sealingKeys.join(', ')],
          [words.signingKeys, signingKeys.length === 0 ? texts.none : signingKeys.join(', ')],
        ]}
      />
      <h2>{words.health}</h2>
      <Table
        caption={words.health}
        columns={[
          { name: words.check, cell: ({ check }: Deployment['health'][number]) => words.checks[check] },
          {
            name: words.state,
            cell: ({ ok }) => <Badge tone={ok ? 'good' : 'bad'}>{ok ? words.ok : words.notOk}</Badge>,
          },
          { name: words.detail, long: true, cell: ({ detail }) => detail },
        ]}
        rows={health}
        keyOf={({ check, detail }) => `${check} ${detail}`}
      />
      <details>
        <summary>{words.settings}</summary>
        <Table
          caption={words.settings}
          columns={[
            { name: words.setting, cell: ({ name }: Deployment['settings'][number]) => <code>{name}</code> },
            { name: words.value, long: true, cell: ({ value }) => value },
          ]}
          rows={settings}
          keyOf={({ name }) => name}
        />
      </details>
    </>
  );
}

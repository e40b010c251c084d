import type { Tenant } from '../../api/tenants.ts';
import { Facts } from '../../parts/Small.tsx';
import { texts } from '../../texts.ts';

const words = texts.settings;

/** The settings of a tenant for who may not change them. */
export function EssentialFacts({ tenant: { settings } }: { readonly tenant: Tenant }) {
  const { pin, authentication, logRetentionDays } = settings;
  const yesOrNo = (value: boolean) => (value ? texts.yes : texts.no);
  return (
    <>
      <h2>{texts.general.settings}</h2>
      <Facts
        of={[
          [words.externalIdRequired, yesOrNo(settings.externalIdRequired)],
          [words.cardNumberUnique, yesOrNo(settings.cardNumberUnique)],
          [words.groupNameUnique, yesOrNo(settings.groupNameUnique)],
          [
            words.pinRule,
            pin === null
              ? words.deploymentRule
              : words.pinFact(pin.minLength, pin.maxLength, words.alphabets[pin.alphabet]),
          ],
          [words.authentication, authentication.map((method) => words.methods[method]).join(', ')],
          [words.entraTenantId, settings.entraTenantId ?? texts.none],
          [words.logValues, yesOrNo(settings.logValues)],
          [words.logRetentionDays, logRetentionDays ?? words.deploymentRule],
        ]}
      />
    </>
  );
}

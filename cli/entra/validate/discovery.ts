import { arrayOr } from '../json.ts';
import { expectStatus, Verdicts, type Check } from './check.ts';

function discovery(name: string, path: string): Check {
  return {
    group: 'Discovery',
    name,
    why: "Microsoft's validator reads it to discover the schema.",
    run: async (subject) => {
      const answer = await subject.ask('GET', path);
      if (answer.status !== 200) {
        throw new Verdicts(
          'warning',
          `The answer was ${answer.status}. Entra does not need it; the validator then asks for a schema by hand.`,
        );
      }
      expectStatus(answer, 200);
      const isEmpty = path !== '/ServiceProviderConfig' && arrayOr(answer.body.Resources).length === 0;
      if (isEmpty) throw new Verdicts('warning', 'The list has no Resources (RFC 7644 section 4).');
    },
  };
}

export const discoveryChecks: readonly Check[] = [
  discovery('ServiceProviderConfig', '/ServiceProviderConfig'),
  discovery('ResourceTypes', '/ResourceTypes'),
  discovery('Schemas', '/Schemas'),
];

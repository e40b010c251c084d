import manage from '../../generated/openapi/manage.json' with { type: 'json' };
import { describedApi } from './describedApi.ts';

/** The management API, as it is described. */
export const { document, operations, resolved, checkAnswer } = describedApi(
  manage,
  '#/components/schemas/Problem',
);

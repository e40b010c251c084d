import type { Call } from '../endpoint.ts';
import { documentAnswer } from '../openApi.ts';
import type { Answer } from '../response.ts';

/** GET /manage/openapi.json: anybody may read how the API looks, if the deployment serves it. */
export async function getOpenApi(call: Call): Promise<Answer> {
  const { openApi } = await import('../../../generated/manage.js');
  return documentAnswer(call, openApi());
}

import type { Answer } from '../response.ts';
import { jsonAnswer } from './answers.ts';

/** GET /manage/openapi.json: anybody may read how the API looks, where there is one. */
export async function getOpenApi(): Promise<Answer> {
  const { openApi } = await import('../../../generated/manage.js');
  return jsonAnswer(200, openApi());
}

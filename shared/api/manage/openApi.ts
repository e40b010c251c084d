import { openApi } from '../../../generated/manage.js';
import type { Answer } from '../response.ts';
import { jsonAnswer } from './answers.ts';

/** GET /manage/openapi.json: anybody may read how the API looks, where there is one. */
export function getOpenApi(): Answer {
  return jsonAnswer(200, openApi());
}

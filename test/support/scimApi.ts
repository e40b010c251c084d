import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describedApi, type Answered, type DescribedApi } from './describedApi.ts';

/** The SCIM API as the document describes it that was made when `project` was built. */
export function readScimApi(project: string): DescribedApi {
  const text = readFileSync(join(project, 'generated/openapi/scim.json'), 'utf8');
  return describedApi(JSON.parse(text), '#/components/schemas/Error');
}

let own: DescribedApi | undefined;

export function scimApi(): DescribedApi {
  own ??= readScimApi(join(import.meta.dirname, '../..'));
  return own;
}

/** @throws Error that says where an answer is not what the document says of it. */
export function checkScimAnswer(api: DescribedApi, method: string, url: string, answer: Answered): void {
  const path = new URL(url).pathname;
  // That has a document of its own.
  if (!path.startsWith('/manage')) api.checkAnswer(method, path, answer);
}

/** The OpenAPI document as a module, and as a file for those who lint it or make code of it. */
import packageJson from '../package.json' with { type: 'json' };
import type { SchemaDocument } from '../shared/scim/schema/document.ts';
import { openApiDocument } from './openApi/document.ts';
import { servedFunctions } from './openApi/servedFunctions.ts';

/** Names of files in `generated/`, and what stands in them. */
export async function openApiFiles(
  documents: readonly SchemaDocument[],
): Promise<Readonly<Record<string, string>>> {
  const document = openApiDocument(documents, await servedFunctions(), packageJson.version);
  const text = JSON.stringify(document, null, 2);
  return {
    'openapi.json': `${text}\n`,
    'openApi.js': `const document = ${JSON.stringify(document)};\nexport const openApi = () => document;\n`,
    'openApi.d.ts':
      "import type { JsonObject } from '../shared/scim/json.ts';\nexport declare function openApi(): JsonObject;\n",
  };
}

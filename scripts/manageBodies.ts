/**
 * Generates code from the request bodies of `openapi/manage.yaml`: a validator for each, and the type of a valid
 * body.
 */
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { OpenApiDocument } from './openApi.ts';
import { typeText, type SchemaText } from './schemaTypes.ts';
import { validatorModule } from './validatorModule.ts';

/** The id under which ajv finds the document's `components`. */
const id = 'manage';
const component = '#/components/schemas/';

/** Names of the schemas of request bodies. */
function bodyNames({ paths }: OpenApiDocument): readonly string[] {
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  const references = operations.flatMap((operation) => {
    const { requestBody } = operation as {
      requestBody?: { content: Record<string, { schema: SchemaText }> };
    };
    return Object.values(requestBody?.content ?? {}).map(({ schema }) => schema.$ref ?? '');
  });
  return [...new Set(references)].map((reference) => reference.slice(component.length)).toSorted();
}

/** The module that only `/manage` needs: the validators of its bodies, and the document. */
export async function manageModule(document: OpenApiDocument): Promise<string> {
  return `${await validatorCode(document)}\nconst document = ${JSON.stringify(document)};\nexport const openApi = () => document;\n`;
}

function validatorCode(document: OpenApiDocument): Promise<string> {
  const ajv = new Ajv2020({
    code: { source: true, esm: true, lines: true },
    strict: true,
    allowUnionTypes: true,
    // The error message quotes the schema's description.
    verbose: true,
  });
  addFormats.default(ajv);
  const definitions: unknown = JSON.parse(
    JSON.stringify(document.components.schemas).replaceAll(component, '#/$defs/'),
  );
  ajv.addSchema({ $id: id, $defs: definitions });
  return validatorModule(
    ajv,
    Object.fromEntries(bodyNames(document).map((name) => [name, `${id}#/$defs/${name}`])),
  );
}

export function manageTypes(document: OpenApiDocument): string {
  const names = bodyNames(document);
  const schemas = document.components.schemas as Readonly<Record<string, SchemaText>>;
  return [
    "import type { JsonObject, JsonValue } from '../shared/scim/json.ts';",
    ...Object.entries(schemas).map(([name, schema]) => `export type ${name} = ${typeText(schema)};`),
    'export interface Bodies {',
    ...names.map((name) => `  readonly ${name}: ${name};`),
    '}',
    'export interface BodyProblem {',
    '  readonly instancePath: string;',
    '  readonly keyword: string;',
    '  readonly params: {',
    '    readonly type?: string | readonly string[];',
    '    readonly missingProperty?: string;',
    '    readonly additionalProperty?: string;',
    '    readonly allowedValues?: readonly (string | null)[];',
    '  };',
    '  readonly parentSchema?: { readonly description?: string; readonly properties?: Readonly<Record<string, unknown>> };',
    '  readonly data?: JsonValue;',
    '}',
    'export interface BodyValidator<Body> {',
    '  (value: unknown): value is Body;',
    '  readonly errors?: readonly BodyProblem[] | null;',
    '}',
    'export declare const validators: { readonly [Name in keyof Bodies]: BodyValidator<Bodies[Name]> };',
    'export declare function openApi(): JsonObject;',
    '',
  ].join('\n');
}

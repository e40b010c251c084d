/**
 * What `openapi/manage.json` says of the bodies of requests, as code: a validator for each, and the type of what it lets
 * through.
 */
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import manage from '../openapi/manage.json' with { type: 'json' };
import { typeText, type SchemaText } from './schemaTypes.ts';
import { validatorModule } from './validatorModule.ts';

/** Where ajv finds what OpenAPI has under `components`. */
const id = 'manage';
const component = '#/components/schemas/';

const schemas = manage.components.schemas as unknown as Readonly<Record<string, SchemaText>>;

/** The names of the schemas that stand for a body. */
function bodyNames(): readonly string[] {
  const operations = Object.values(manage.paths).flatMap((path) => Object.values(path) as unknown[]);
  const references = operations.flatMap((operation) => {
    const { requestBody } = operation as {
      requestBody?: { content: Record<string, { schema: SchemaText }> };
    };
    return Object.values(requestBody?.content ?? {}).map(({ schema }) => schema.$ref ?? '');
  });
  return [...new Set(references)].map((reference) => reference.slice(component.length)).toSorted();
}

/** The module that only `/manage` needs: the validators of its bodies, and the document. */
export async function manageModule(): Promise<string> {
  return `${await validatorCode()}\nconst document = ${JSON.stringify(manage)};\nexport const openApi = () => document;\n`;
}

function validatorCode(): Promise<string> {
  const ajv = new Ajv2020({
    code: { source: true, esm: true, lines: true },
    strict: true,
    allowUnionTypes: true,
    // A refusal says what the schema describes.
    verbose: true,
  });
  addFormats.default(ajv);
  const definitions: unknown = JSON.parse(JSON.stringify(schemas).replaceAll(component, '#/$defs/'));
  ajv.addSchema({ $id: id, $defs: definitions });
  return validatorModule(ajv, Object.fromEntries(bodyNames().map((name) => [name, `${id}#/$defs/${name}`])));
}

export function manageTypes(): string {
  const names = bodyNames();
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

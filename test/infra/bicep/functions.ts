import type { TypeName } from './syntax.ts';

/** How many arguments a function takes, and what it gives; undefined where that depends on them. */
export interface KnownFunction {
  readonly least: number;
  readonly most: number;
  readonly gives: TypeName | undefined;
}

function takes(least: number, most: number, gives?: TypeName): KnownFunction {
  return { least, most, gives };
}

const any = Number.POSITIVE_INFINITY;

/** From "Bicep functions" (learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions): those that a template may need. */
export const knownFunctions: Readonly<Record<string, KnownFunction>> = {
  array: takes(1, 1, 'array'),
  concat: takes(1, any),
  contains: takes(2, 2, 'bool'),
  empty: takes(1, 1, 'bool'),
  endsWith: takes(2, 2, 'bool'),
  first: takes(1, 1),
  format: takes(1, any, 'string'),
  guid: takes(1, any, 'string'),
  int: takes(1, 1, 'int'),
  items: takes(1, 1, 'array'),
  join: takes(2, 2, 'string'),
  json: takes(1, 1),
  last: takes(1, 1),
  length: takes(1, 1, 'int'),
  loadJsonContent: takes(1, 3),
  loadTextContent: takes(1, 2, 'string'),
  max: takes(1, any, 'int'),
  min: takes(1, any, 'int'),
  range: takes(2, 2, 'array'),
  replace: takes(3, 3, 'string'),
  resourceGroup: takes(0, 2, 'object'),
  resourceId: takes(2, any, 'string'),
  split: takes(2, 2, 'array'),
  startsWith: takes(2, 2, 'bool'),
  string: takes(1, 1, 'string'),
  subscription: takes(0, 1, 'object'),
  subscriptionResourceId: takes(2, any, 'string'),
  substring: takes(2, 3, 'string'),
  take: takes(2, 2),
  tenant: takes(0, 0, 'object'),
  toLower: takes(1, 1, 'string'),
  toUpper: takes(1, 1, 'string'),
  trim: takes(1, 1, 'string'),
  union: takes(2, any),
  uniqueString: takes(1, any, 'string'),
  uri: takes(2, 2, 'string'),
};

export const knownDecorators: Readonly<Record<string, KnownFunction>> = {
  allowed: takes(1, 1),
  batchSize: takes(1, 1),
  description: takes(1, 1),
  maxLength: takes(1, 1),
  maxValue: takes(1, 1),
  metadata: takes(1, 1),
  minLength: takes(1, 1),
  minValue: takes(1, 1),
  secure: takes(0, 0),
};

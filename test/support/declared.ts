import type { Client } from './client.ts';
import { core, type Body } from './people.ts';

/** An attribute as `/Schemas` declares it. */
interface Declared {
  readonly name: string;
  readonly type: string;
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly caseExact?: boolean;
  readonly mutability: string;
  readonly returned: string;
  readonly uniqueness: string;
  readonly subAttributes?: readonly Declared[];
}

/** An attribute that has a value of its own, and the way to it. */
export interface Leaf {
  readonly attribute: Declared;
  /** `emails.value`, `urn:…:User:manager.value`. */
  readonly path: string;
  /** The first of these is an extension's URN where it is one's. */
  readonly above: readonly (Declared | string)[];
  /** Read-only, never returned and so on if the complex attribute above it is. */
  readonly mutability: string;
  readonly returned: string;
}

/** All leaves of all schemas of users that the service declares. */
export async function declaredLeaves(client: Client): Promise<readonly Leaf[]> {
  const { body } = await client.send('GET', '/Schemas');
  const schemas = body.Resources as unknown as { id: string; attributes: Declared[] }[];
  const ofUsers = schemas.filter(({ id }) => !id.endsWith(':Group'));
  return ofUsers.flatMap(({ id, attributes }) =>
    attributes.flatMap((attribute) => leavesOf(attribute, id === core ? [] : [id])),
  );
}

function leavesOf(attribute: Declared, above: readonly (Declared | string)[]): readonly Leaf[] {
  const way = [...above, attribute];
  if (attribute.subAttributes !== undefined)
    return attribute.subAttributes.flatMap((sub) => leavesOf(sub, way));
  const [urn] = above.filter((step) => typeof step === 'string');
  const names = way.flatMap((step) => (typeof step === 'string' ? [] : [step.name]));
  const owner = above.find((step) => typeof step !== 'string');
  return [
    {
      attribute,
      path: `${urn === undefined ? '' : `${urn}:`}${names.join('.')}`,
      above,
      mutability: owner?.mutability === 'readOnly' ? 'readOnly' : attribute.mutability,
      returned: owner?.returned === 'never' ? 'never' : attribute.returned,
    },
  ];
}

/** The part of a resource that gives `leaf` a value; a sibling `value` stands beside it, for an element needs one. */
export function placed({ attribute, above }: Leaf, value: unknown): Body {
  const alone = { [attribute.name]: value };
  return above.toReversed().reduce<Body>((inner, step) => {
    if (typeof step === 'string') return { [step]: inner };
    const needsValue = attribute.name !== 'value' && step.subAttributes?.some(({ name }) => name === 'value');
    const whole = needsValue === true ? { value: 'beside', ...inner } : inner;
    return { [step.name]: step.multiValued ? [whole] : whole };
  }, alone);
}

/** The values of `leaf` in a resource. */
export function valuesOf({ attribute, above }: Leaf, resource: unknown): readonly unknown[] {
  const names = [...above.map((step) => (typeof step === 'string' ? step : step.name)), attribute.name];
  return names.reduce<readonly unknown[]>(
    (found, name) => found.flatMap((value) => (value as Record<string, unknown> | undefined)?.[name] ?? []),
    [resource],
  );
}

/** A value that fits the declared type, of which the first letter may be of either case. */
export function sample({ attribute: { type, name }, path }: Leaf, letter: string): unknown {
  if (type === 'boolean') return true;
  if (type === 'reference') return `https://x.example/${letter}`;
  if (type === 'binary') return `${letter}UJD`;
  if (path.endsWith(':pin')) return letter === letter.toLowerCase() ? '1234' : '5678';
  return `${letter}-${name}`;
}

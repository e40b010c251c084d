import { odata, RestError, TableClient, type TransactionAction } from '@azure/data-tables';
import { isDeepStrictEqual } from 'node:util';
import { defined } from '../../shared/scim/json.ts';

/** Numbers in an order that a seed alone decides. */
export type Random = (below: number) => number;

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Of either side of U+D800, of U+FFFF, and of ASCII; "a", "a b" and "aa" begin alike. */
const partitions = ['a', 'a b', 'aa', 'B', 'é', '～', '😀'];
const rows = ['', '!', 'a', 'a:1', 'a:2', 'b', 'é', '힣', '～', '😀', '😀a', 'z'];
const texts = ["O'Hara", 'Zoë', '😀', '', 'x'.repeat(200)];

interface Keys {
  readonly partitionKey: string;
  readonly rowKey: string;
}

type Write = 'create' | 'upsert merge' | 'upsert replace' | 'update merge' | 'update replace' | 'delete';
const writes: readonly Write[] = [
  'create',
  'upsert merge',
  'upsert replace',
  'update merge',
  'update replace',
  'delete',
];

/** What is done on both sides. An ETag differs between them, so it is named by where it came from. */
export type Step =
  | {
      readonly kind: 'write';
      readonly write: Write;
      readonly entity: Keys;
      readonly etag: 'any' | 'last' | 'old';
    }
  | { readonly kind: 'transaction'; readonly actions: readonly { write: Write; entity: Keys }[] }
  | { readonly kind: 'get'; readonly entity: Keys }
  | {
      readonly kind: 'query';
      readonly filter: string | undefined;
      readonly select: string[] | undefined;
      readonly size: number;
    };

function randomStep(random: Random): Step {
  const kind = random(10);
  if (kind < 5) {
    const etag = pick(random, ['any', 'last', 'last', 'old'] as const);
    return { kind: 'write', write: pick(random, writes), entity: randomEntity(random), etag };
  }
  if (kind < 7) return { kind: 'transaction', actions: randomActions(random) };
  if (kind < 8) return { kind: 'get', entity: randomKeys(random) };
  return {
    kind: 'query',
    filter: random(6) === 0 ? undefined : randomFilter(random, 3),
    select:
      random(3) === 0 ? pick(random, [['PartitionKey', 'RowKey'], ['RowKey', 'n'], ['text']]) : undefined,
    size: 1 + random(random(2) === 0 ? 5 : 1_000),
  };
}

function randomActions(random: Random): { write: Write; entity: Keys }[] {
  const partitionKey = pick(random, partitions);
  const keys = new Set(Array.from({ length: 1 + random(5) }, () => pick(random, rows)));
  return [...keys].map((rowKey) => ({
    // Mostly such as succeed.
    write: random(4) === 0 ? pick(random, writes) : pick(random, ['upsert merge', 'upsert replace'] as const),
    entity: { ...randomEntity(random), partitionKey, rowKey },
  }));
}

function randomKeys(random: Random): Keys {
  return { partitionKey: pick(random, partitions), rowKey: pick(random, rows) };
}

function randomEntity(random: Random): Keys {
  return {
    ...randomKeys(random),
    ...(random(2) === 0 ? { text: pick(random, texts) } : {}),
    ...(random(2) === 0 ? { n: random(5) } : {}),
    ...(random(3) === 0 ? { flag: random(2) === 0 } : {}),
    ...(random(3) === 0 ? { at: new Date(1_700_000_000_000 + random(5) * 1_000) } : {}),
    ...(random(4) === 0 ? { big: BigInt(random(9)) } : {}),
  };
}

function randomFilter(random: Random, depth: number): string {
  if (depth > 0 && random(3) > 0) {
    const [left, right] = [randomFilter(random, depth - 1), randomFilter(random, depth - 1)];
    return pick(random, [
      `(${left}) and (${right})`,
      `(${left}) and (${right})`,
      `(${left}) or (${right})`,
      `not (${left})`,
    ]);
  }
  const operator = pick(random, ['eq', 'ge', 'gt', 'le', 'lt', 'ne']);
  switch (random(8)) {
    case 0:
    case 1:
    case 2:
      return `PartitionKey ${operator} ${odata`${pick(random, partitions)}`}`;
    case 3:
    case 4:
    case 5:
      return `RowKey ${operator} ${odata`${pick(random, rows)}`}`;
    case 6:
      return `n ${operator} ${random(5)}`;
    default:
      return `at ${operator} datetime'${new Date(1_700_000_000_000 + random(5) * 1_000).toISOString()}'`;
  }
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[random(items.length)];
  if (item === undefined) throw new Error('There is nothing to choose from.');
  return item;
}

/** One of the two that are compared. */
export class Side {
  readonly client: TableClient;
  /** By keys: the last ETag, and the one before it. */
  readonly #etags = new Map<string, readonly [string, string]>();

  constructor(connectionString: string, table: string) {
    this.client = TableClient.fromConnectionString(connectionString, table, {
      allowInsecureConnection: true,
      retryOptions: { maxRetries: 0 },
    });
  }

  /** What came of a step, without what must differ. */
  async take(step: Step): Promise<unknown> {
    try {
      return await this.#try(step);
    } catch (error) {
      if (!(error instanceof RestError)) throw error;
      const { statusCode, code, details } = error;
      return { statusCode, code: code ?? errorCode(details), failed: /^\d+:/.exec(error.message)?.[0] };
    }
  }

  async #try(step: Step): Promise<unknown> {
    if (step.kind === 'get')
      return plain(await this.client.getEntity(step.entity.partitionKey, step.entity.rowKey));
    if (step.kind === 'query') return this.#pages(step);
    if (step.kind === 'transaction') {
      const { status, subResponses } = await this.client.submitTransaction(step.actions.map(actionOf));
      step.actions.forEach(({ entity }, index) => {
        this.#note(entity, subResponses[index]?.etag);
      });
      return { status, parts: subResponses.map((part) => part.status) };
    }
    return this.#write(step);
  }

  async #write({ write, entity, etag }: Extract<Step, { kind: 'write' }>): Promise<unknown> {
    const { partitionKey, rowKey } = entity;
    const [last, old] = this.#etags.get(JSON.stringify([partitionKey, rowKey])) ?? ['*', '*'];
    const condition = { etag: etag === 'any' ? '*' : etag === 'last' ? last : old };
    const mode = write.endsWith('merge') ? 'Merge' : 'Replace';
    if (write === 'delete') {
      await this.client.deleteEntity(partitionKey, rowKey, condition);
      return 'deleted';
    }
    const answer =
      write === 'create'
        ? await this.client.createEntity(entity)
        : write.startsWith('upsert')
          ? await this.client.upsertEntity(entity, mode)
          : await this.client.updateEntity(entity, mode, condition);
    this.#note(entity, answer.etag);
    return 'written';
  }

  async #pages({ filter, select, size }: Extract<Step, { kind: 'query' }>): Promise<unknown> {
    const queryOptions = {
      ...defined({ filter, select }),
    };
    const pages: unknown[] = [];
    for await (const page of this.client.listEntities({ queryOptions }).byPage({ maxPageSize: size }))
      pages.push(page.map(plain));
    return pages;
  }

  #note({ partitionKey, rowKey }: Keys, etag: string | undefined): void {
    const key = JSON.stringify([partitionKey, rowKey]);
    if (etag !== undefined) this.#etags.set(key, [etag, this.#etags.get(key)?.[0] ?? etag]);
  }
}

function actionOf({ write, entity: keys }: { write: Write; entity: Keys }): TransactionAction {
  const [action, mode] = write.split(' ');
  const entity = { ...keys };
  if (action === 'create' || action === 'delete') return [action, entity];
  return [action === 'upsert' ? 'upsert' : 'update', entity, mode === 'merge' ? 'Merge' : 'Replace'];
}

/** An entity without what differs on two sides: but it must be there. */
function plain(entity: object): object {
  return Object.fromEntries(
    Object.entries(entity)
      .filter(([name]) => name !== 'odata.metadata' && name !== 'date' && !name.endsWith('equestId'))
      .map(([name, value]): [string, unknown] =>
        name === 'timestamp' || name === 'etag' ? [name, typeof value] : [name, value],
      ),
  );
}

function errorCode(details: unknown): unknown {
  if (typeof details !== 'object' || details === null || !('odataError' in details)) return undefined;
  const { odataError } = details;
  return typeof odataError === 'object' && odataError !== null && 'code' in odataError
    ? odataError.code
    : undefined;
}

/** Takes random steps on both sides, and says which was answered differently; undefined where none was. */
export async function firstDifference(
  [one, other]: readonly [Side, Side],
  { seed, steps }: { readonly seed: number; readonly steps: number },
): Promise<object | undefined> {
  const random = randomFrom(seed);
  for (let n = 0; n < steps; n += 1) {
    const step = randomStep(random);
    const [answer, otherAnswer] = await Promise.all([one.take(step), other.take(step)]);
    if (!isDeepStrictEqual(answer, otherAnswer)) return { seed, n, step, answer, otherAnswer };
  }
  return undefined;
}

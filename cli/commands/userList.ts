import { InvalidArgumentError, Option, type Command } from 'commander';
import type { TenantContext } from '../../shared/users/context.ts';
import { listUsers } from '../../shared/users/listUsers.ts';
import { textOf, type JsonObject } from '../../shared/scim/json.ts';
import { defaultPageSize, maxPageSize } from '../../shared/scim/page.ts';
import { again, tenantContext } from '../tenantContext.ts';
import type { Output } from '../output.ts';
import { commandSettings } from '../storage.ts';
import { json, outputOf, tenantName, type Json } from './command.ts';

interface ListOptions {
  readonly filter?: string;
  readonly count: number;
}

interface Page {
  readonly users: readonly JsonObject[];
  readonly nextCursor: string | undefined;
}

export function registerUserList(user: Command): void {
  user
    .command('list')
    .description('list the users of a tenant; --json prints them as SCIM')
    .argument(...tenantName)
    .option('--filter <filter>', `a SCIM filter, such as 'userName sw "a"' or 'active eq false'`)
    .addOption(
      new Option('--count <number>', 'largest number of users').argParser(count).default(defaultPageSize),
    )
    .option(json[0], 'print one JSON array, for scripts')
    .action((name: string, options: ListOptions & Json) => list(name, options, outputOf(options)));
}

function count(text: string): number {
  if (/^\d{1,7}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('It is a whole number from 1.');
}

/** `uniflow-scim user list <tenant>` */
async function list(name: string, options: ListOptions, output: Output): Promise<void> {
  const context = await tenantContext(await commandSettings(), name);
  const { users, more } = await found(context, options);
  output.json(users);
  if (users.length === 0) {
    output.note(
      `The tenant "${name}" has no user${options.filter === undefined ? '' : ' that the filter matches'}.`,
    );
    return;
  }
  output.table(
    `Users of "${name}"`,
    ['id', 'external id', 'user name', 'display name', 'active'].map((title) => ({ title })),
    users.map((user) => [
      textOf(user.id),
      textOf(user.externalId),
      textOf(user.userName),
      textOf(user.displayName),
      user.active === false ? { text: 'no', style: 'yellow' } : 'yes',
    ]),
  );
  if (more) {
    const shown = users.length === 1 ? 'This is the first one' : `These are the first ${users.length}`;
    output.note(`${shown}. There are more: --count <number> shows them.`);
  }
}

interface Found {
  readonly users: readonly JsonObject[];
  readonly more: boolean;
}

/** Reads page after page: a filter without an index may return a short or an empty page with a cursor. */
async function found(context: TenantContext, { filter, count }: ListOptions): Promise<Found> {
  const users: JsonObject[] = [];
  let cursor: string | undefined = '';
  while (cursor !== undefined && users.length < count) {
    const page: Page = await readPage(again(context), filter, cursor, Math.min(count, maxPageSize));
    users.push(...page.users);
    cursor = page.nextCursor;
  }
  return { users: users.slice(0, count), more: cursor !== undefined || users.length > count };
}

async function readPage(
  context: TenantContext,
  filter: string | undefined,
  cursor: string,
  count: number,
): Promise<Page> {
  const { resources, nextCursor } = await listUsers(context, {
    filter,
    sortBy: undefined,
    sortOrder: undefined,
    attributes: undefined,
    excludedAttributes: undefined,
    page: { by: 'cursor', cursor, count },
  });
  return { users: resources, nextCursor };
}

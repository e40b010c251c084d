import { InvalidArgumentError } from 'commander';
import { readSealingKeys } from '../../shared/config/keyRing.ts';
import {
  addHandover,
  listHandovers,
  maxHandoverHours,
  revokeHandover,
} from '../../shared/operators/handover.ts';
import { requireTenant } from '../../shared/tenants/change.ts';
import { isPrintable } from '../../shared/tenants/credential.ts';
import { addSecretToken } from '../../shared/tenants/secretTokens.ts';
import { actorName } from '../actorName.ts';
import { accountOfSystem, audited } from '../audited.ts';
import { labelOption, tokenExpiresOption } from '../credentialOptions.ts';
import { findByIdPrefix } from '../findByIdPrefix.ts';
import { warningManagementOff } from '../managementApi.ts';
import type { Output } from '../output.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { serviceUrl } from '../tenantUrl.ts';
import { tokenFromOptions } from '../tokenInput.ts';
import { json, outputOf, tenantName, type Json, type Registration } from './command.ts';

interface AddOptions {
  readonly note?: string;
  readonly hours: number;
  readonly label?: string;
  readonly expires?: string;
}

export const registerHandover: Registration = (program) => {
  const handover = program
    .command('handover')
    .description('hand a secret token over by a one-time link, so that it travels in no mail');
  handover
    .command('add')
    .description(
      'make a new secret token, which is not shown, and a link that shows it once with the tenant URL',
    )
    .argument(...tenantName)
    .option('--note <text>', 'for whom it is: 1 to 128 printable characters', note)
    .option(
      '--hours <number>',
      `hours for which the link works, up to ${maxHandoverHours}`,
      hours,
      maxHandoverHours,
    )
    .addOption(labelOption('the token', 'secret token'))
    .addOption(tokenExpiresOption('the token'))
    .option(...json)
    .action((name: string, options: AddOptions & Json) => add(name, options, outputOf(options)));
  handover
    .command('list')
    .description('list the links of a tenant: for whom, until when, and whether they were opened')
    .argument(...tenantName)
    .option(...json)
    .action((name: string, options: Json) => list(name, outputOf(options)));
  handover
    .command('revoke')
    .description('revoke a link; the token stays')
    .argument(...tenantName)
    .argument('<id>', 'id from "handover list", or at least its first four characters')
    .option(...json)
    .action((name: string, id: string, options: Json) => revoke(name, id, outputOf(options)));
};

function note(text: string): string {
  if (isPrintable(text, 128)) return text;
  throw new InvalidArgumentError('It has 1 to 128 printable characters.');
}

function hours(text: string): number {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= maxHandoverHours) return number;
  throw new InvalidArgumentError(`It is a whole number from 1 to ${maxHandoverHours}.`);
}

/** `uniflow-scim handover add <tenant>` */
async function add(
  name: string,
  { note: forWhom, hours: length, label, expires }: AddOptions,
  output: Output,
): Promise<void> {
  const settings = await commandSettings();
  const ring = readSealingKeys(settings);
  const url = serviceUrl(settings);
  const warning = warningManagementOff(settings);
  const table = await openTenants(settings);
  const input = tokenFromOptions(settings, {
    ...(label === undefined ? {} : { label }),
    ...(expires === undefined ? {} : { expires }),
  });
  const { token, record } = await audited(
    table,
    { action: 'token.add', tenant: name },
    () => addSecretToken(table, name, input, 'oldest'),
    (made) => made.record.id,
  );
  const wanted = {
    ...{ tenant: name, credential: record.id, by: accountOfSystem(), note: forWhom, hours: length },
  };
  const { handover, secret } = await audited(
    table,
    { action: 'handover.add', tenant: name },
    () => addHandover(table, ring, wanted, { secretToken: token }),
    (made) => made.handover.id,
  );
  const link = `${url}/handover/${handover.id}#${secret}`;
  output.json({ tenant: name, link, handover });
  output.fields(`A link hands over tenant URL and secret token of "${name}".`, {
    Link: link,
    'Opens once, until': `${handover.expires.slice(0, 16).replace('T', ' ')} UTC`,
    Id: handover.id,
  });
  output.note(
    'It is shown this once. Send it to the person who enters the token in Entra. The token that was used last still works; another one ends within 30 seconds.',
  );
  if (warning !== undefined) output.warn(warning);
}

/** `uniflow-scim handover list <tenant>` */
async function list(name: string, output: Output): Promise<void> {
  const table = await openTenants(await commandSettings());
  await requireTenant(table, name);
  const handovers = await listHandovers(table, name);
  output.json({ tenant: name, handovers });
  if (handovers.length === 0) {
    output.note('There is none.');
    return;
  }
  output.table(
    `Hand-overs of "${name}"`,
    ['id', 'for', 'created (UTC)', 'expires', 'state', 'by'].map((title) => ({ title })),
    handovers.map(({ id, note: forWhom, created, expires, state, by }) => [
      id.slice(0, 8),
      forWhom ?? '',
      created.slice(0, 16).replace('T', ' '),
      expires.slice(0, 16).replace('T', ' '),
      state,
      actorName(by),
    ]),
  );
}

/** `uniflow-scim handover revoke <tenant> <id>` */
async function revoke(name: string, beginning: string, output: Output): Promise<void> {
  const table = await openTenants(await commandSettings());
  await requireTenant(table, name);
  const { id } = findByIdPrefix(await listHandovers(table, name), beginning, 'hand-over');
  await audited(table, { action: 'handover.revoke', tenant: name, target: id }, () =>
    revokeHandover(table, name, id),
  );
  output.json({ tenant: name, revoked: id });
  output.note(`The link ${id} opens no more. If it was opened before, revoke the token, too.`);
}

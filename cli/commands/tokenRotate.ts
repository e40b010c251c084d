import type { Command } from 'commander';
import { defined } from '../../shared/scim/json.ts';
import { tenantName, json, outputOf, write, type Json } from './command.ts';
import { expiringOption } from '../credentialOptions.ts';
import { rotateExpiring } from '../rotateExpiring.ts';
import type { TokenOptions } from '../tokenInput.ts';
import { makeToken, withTokenOptions } from './tokenAdd.ts';
import { exitCode, InputError } from '../exitCode.ts';

interface RotateOptions extends TokenOptions {
  readonly revokeOthers?: boolean;
  /** Days. */
  readonly expiring?: number;
  readonly all?: boolean;
}

export function registerTokenRotate(token: Command): void {
  const [, aboutTenant] = tenantName;
  withTokenOptions(
    token
      .command('rotate')
      .description('make a new secret token; the one that was used last keeps working')
      .argument('[tenant]', aboutTenant),
  )
    .option('--revoke-others', 'revoke all other tokens of its scope, everywhere within 30 seconds')
    .addOption(expiringOption())
    .option('--all', 'with --expiring: of all tenants; prints each token as soon as it exists')
    .option(...json)
    .action((name: string | undefined, options: RotateOptions & Json, command: Command) => {
      // An option that was not given is copied from the token that expires.
      const isSaid = (option: string) => command.getOptionValueSource(option) !== 'default';
      const { label, scope, ...others } = options;
      const said = {
        ...others,
        ...(isSaid('label') ? defined({ label }) : {}),
        ...(isSaid('scope') ? defined({ scope }) : {}),
      };
      return rotate(name, said, options.json === true);
    });
}

/** `uniflow-scim token rotate <tenant>`, `uniflow-scim token rotate --expiring 60d --all` */
async function rotate(name: string | undefined, options: RotateOptions, isJson: boolean): Promise<void> {
  const { expiring, all = false, revokeOthers = false, ...input } = options;
  if ((name === undefined) !== all)
    throw new InputError('Say which tenant, or --all of them with --expiring.');
  if (expiring === undefined) {
    if (name === undefined) throw new InputError('With --all, say which: --expiring 60d.');
    return makeToken(name, input, revokeOthers ? 'others' : 'oldest', outputOf({ json: isJson }));
  }
  if (revokeOthers || input.idempotencyKey !== undefined)
    throw new InputError('--revoke-others and --idempotency-key are for one token: leave --expiring out.');
  const done = await rotateExpiring({ ...input, tenant: name, days: expiring }, isJson, write);
  if (!done) process.exitCode = exitCode.failed;
}

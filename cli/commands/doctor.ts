import { examine } from '../doctor/examine.ts';
import { givenToken, secretIn } from '../givenToken.ts';
import { json, type Json, type Registration } from './command.ts';
import { writeFindings } from './writeFindings.ts';

interface DoctorOptions extends Json {
  readonly tokenFile?: string;
  readonly managementTokenFile?: string;
  readonly matching: string;
}

export const registerDoctor: Registration = (program) => {
  program
    .command('doctor')
    .description('check a service from outside, as Entra does, and say what to do; writes nothing there')
    .argument('<tenant URL>', 'provisioning tenant URL of this or any other SCIM service')
    .option('--token-file <file>', 'file with the secret token (default: SCIM_TOKEN, or the command asks)')
    .option(
      '--management-token-file <file>',
      'file with a management token, to show why a service is not ready',
    )
    .option('--matching <attribute>', 'attribute by which Entra matches', 'userName')
    .option(...json)
    .action(doctor);
};

/** `uniflow-scim doctor <tenant URL>`: exit code 1 if there is a problem. */
async function doctor(tenantUrl: string, options: DoctorOptions): Promise<void> {
  const { tokenFile, managementTokenFile, matching, json = false } = options;
  const token = await givenToken(tenantUrl, tokenFile);
  const managementToken =
    managementTokenFile === undefined ? undefined : (await secretIn(managementTokenFile)).trim();
  const findings = await examine({ tenantUrl, token, managementToken, matching });
  writeFindings(findings, json);
}

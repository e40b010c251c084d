import type { Registration } from '../command.ts';
import { registerEntraCycle } from './cycle.ts';
import { registerEntraLog } from './log.ts';
import { registerEntraOnDemand } from './onDemand.ts';
import { registerEntraRestart } from './restart.ts';
import { registerEntraSample } from './sample.ts';
import { registerEntraStatus } from './status.ts';
import { registerEntraTestConnection } from './testConnection.ts';
import { registerEntraValidate } from './validate.ts';
import { registerEntraVerify } from './verify.ts';

export const registerEntra: Registration = (program) => {
  const entra = program
    .command('entra')
    .description(
      "simulate Microsoft Entra's provisioning service: provision a directory into any SCIM service",
    );
  registerEntraSample(entra);
  registerEntraTestConnection(entra);
  registerEntraCycle(entra);
  registerEntraOnDemand(entra);
  registerEntraVerify(entra);
  registerEntraValidate(entra);
  registerEntraStatus(entra);
  registerEntraLog(entra);
  registerEntraRestart(entra);
};

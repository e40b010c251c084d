import { app } from '@azure/functions';
import { service } from '../shared/service.ts';
import { startTelemetry } from '../shared/telemetry/recorder.ts';

const { telemetry } = service().config;

if (telemetry !== undefined) {
  const recorder = startTelemetry(telemetry);
  app.hook.appTerminate(() => recorder.flush());
}

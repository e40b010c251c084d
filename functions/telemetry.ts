import { app } from '@azure/functions';
import { readTelemetry } from '../shared/config/telemetry.ts';
import { startTelemetry } from '../shared/telemetry/recorder.ts';

const telemetry = readTelemetry(process.env);

if (telemetry !== undefined) {
  const recorder = startTelemetry(telemetry);
  app.hook.appTerminate(() => recorder.flush());
}

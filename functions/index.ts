// The bundle's entry: it serves what it imports.
import { app } from '@azure/functions';
import { startRecording } from '../shared/activity/activityRecorder.ts';
import { readTelemetry } from '../shared/config/telemetry.ts';
import { prepareService, service, wrongSetting } from '../shared/service.ts';
import { startTelemetry } from '../shared/telemetry/recorder.ts';
import './bulk.ts';
import './console.ts';
import './discovery.ts';
import './groups.ts';
import './health.ts';
import './manage.ts';
import './notFound.ts';
import './oauth.ts';
import './provisioningLog.ts';
import './search.ts';
import './signIn.ts';
import './timers.ts';
import './users.ts';

const telemetry = readTelemetry(process.env);
if (telemetry !== undefined) {
  const recorder = startTelemetry(telemetry);
  app.hook.appTerminate(() => recorder.flush());
}
prepareService();
if (wrongSetting() === undefined && service().config.managementApi) {
  const recorder = startRecording(service());
  app.hook.appTerminate(() => recorder.end());
}

import { app } from '@azure/functions';
import { maintenance } from '../shared/jobs/maintenance.ts';
import { service } from '../shared/service.ts';

app.timer('maintenance', {
  // Hourly, and not on the hour, when everybody else's timers run.
  schedule: '0 17 * * * *',
  handler: (_, context) => maintenance(service(), context),
});

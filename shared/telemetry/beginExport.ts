import type { TelemetrySettings } from '../config/telemetry.ts';
import { type Complaints, TelemetrySettingWrong } from './complaints.ts';
import { Export, startOtlp, type ExportDestination } from './openTelemetry.ts';

/**
 * Starts exporting. A wrong setting of one destination does not affect the other.
 *
 * @returns undefined if there is no destination.
 */
export async function beginExport(
  settings: TelemetrySettings,
  complaints: Complaints,
): Promise<Export | undefined> {
  const { otlpEndpoint, connectionString } = settings;
  const started = await Promise.all([
    start('OTEL_EXPORTER_OTLP_ENDPOINT', otlpEndpoint, startOtlp, complaints),
    start('APPLICATIONINSIGHTS_CONNECTION_STRING', connectionString, startApplicationInsights, complaints),
  ]);
  const destinations = started.filter((destination) => destination !== undefined);
  return destinations.length === 0 ? undefined : new Export(destinations, settings, complaints);
}

async function startApplicationInsights(connectionString: string): Promise<ExportDestination> {
  const { startAzureMonitor } = await import('./azureMonitor.ts');
  return startAzureMonitor(connectionString);
}

async function start(
  setting: string,
  value: string | undefined,
  begin: (value: string) => ExportDestination | Promise<ExportDestination>,
  complaints: Complaints,
): Promise<ExportDestination | undefined> {
  if (value === undefined) return undefined;
  try {
    return await begin(value);
  } catch (cause) {
    complaints.failed(new TelemetrySettingWrong(setting, { cause }));
    return undefined;
  }
}

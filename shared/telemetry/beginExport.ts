import type { TelemetrySettings } from '../config/telemetry.ts';
import { startAzureMonitor } from './azureMonitor.ts';
import type { Complaints } from './complaints.ts';
import { TelemetrySettingWrong } from './failures.ts';
import { Export, startOtlp, type Destination } from './openTelemetry.ts';

/**
 * Loads the libraries and begins to send. Where one destination is set wrongly, the other is still sent to.
 *
 * @returns undefined where there is nobody to send to.
 */
export function beginExport(settings: TelemetrySettings, complaints: Complaints): Export | undefined {
  const { otlpEndpoint, connectionString } = settings;
  const destinations = [
    started('OTEL_EXPORTER_OTLP_ENDPOINT', otlpEndpoint, startOtlp, complaints),
    started('APPLICATIONINSIGHTS_CONNECTION_STRING', connectionString, startAzureMonitor, complaints),
  ].filter((destination) => destination !== undefined);
  return destinations.length === 0 ? undefined : new Export(destinations, settings, complaints);
}

function started(
  setting: string,
  value: string | undefined,
  start: (value: string) => Destination,
  complaints: Complaints,
): Destination | undefined {
  if (value === undefined) return undefined;
  try {
    return start(value);
  } catch (cause) {
    complaints.failed(new TelemetrySettingWrong(setting, { cause }));
    return undefined;
  }
}

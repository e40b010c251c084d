import { AzureMonitorMetricExporter, AzureMonitorTraceExporter } from '@azure/monitor-opentelemetry-exporter';
import type { Destination } from './openTelemetry.ts';

/** What the exporter also does unless it is told not to: it reports on itself, and counts what describes the service. */
const notWanted = {
  APPLICATION_INSIGHTS_NO_STATSBEAT: 'true',
  APPLICATIONINSIGHTS_SDKSTATS_DISABLED: 'true',
  APPLICATIONINSIGHTS_OPENTELEMETRY_RESOURCE_METRIC_DISABLED: 'true',
};

/** Application Insights. What can't be sent is not kept on the disk: an instance that ends takes it along. */
export function startAzureMonitor(connectionString: string): Destination {
  Object.assign(process.env, notWanted);
  const options = { connectionString, disableOfflineStorage: true };
  return {
    spans: new AzureMonitorTraceExporter(options),
    metrics: new AzureMonitorMetricExporter(options),
  };
}

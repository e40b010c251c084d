import { AzureMonitorMetricExporter, AzureMonitorTraceExporter } from '@azure/monitor-opentelemetry-exporter';
import type { Destination } from './openTelemetry.ts';

/** Application Insights. What can't be sent is not kept on the disk: an instance that ends takes it along. */
export function startAzureMonitor(connectionString: string): Destination {
  const options = { connectionString, disableOfflineStorage: true };
  return {
    spans: new AzureMonitorTraceExporter(options),
    metrics: new AzureMonitorMetricExporter(options),
  };
}

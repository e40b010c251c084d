import { AzureMonitorMetricExporter, AzureMonitorTraceExporter } from '@azure/monitor-opentelemetry-exporter';
import type { ExportDestination } from './openTelemetry.ts';

/** Turns off the exporter's reports about itself and its other statistics. */
const notWanted = {
  APPLICATION_INSIGHTS_NO_STATSBEAT: 'true',
  APPLICATIONINSIGHTS_SDKSTATS_DISABLED: 'true',
  APPLICATIONINSIGHTS_OPENTELEMETRY_RESOURCE_METRIC_DISABLED: 'true',
};

/** Application Insights. Data that can't be sent is not kept on disk: the disk of an instance ends with it. */
export function startAzureMonitor(connectionString: string): ExportDestination {
  Object.assign(process.env, notWanted);
  const options = { connectionString, disableOfflineStorage: true };
  return {
    spans: new AzureMonitorTraceExporter(options),
    metrics: new AzureMonitorMetricExporter(options),
  };
}

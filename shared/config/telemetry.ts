import type { Environment } from './setting.ts';

/** Where telemetry is sent. The variables have the platform's names, because the Functions host reads them too. */
export interface TelemetrySettings {
  /** Base URL of an OpenTelemetry collector that accepts OTLP over HTTP. */
  readonly otlpEndpoint: string | undefined;
  /** Connection string of Application Insights. */
  readonly connectionString: string | undefined;
  /** Name of the service in telemetry. */
  readonly serviceName: string;
  /** The platform's id of the instance. */
  readonly instance: string | undefined;
}

/**
 * Reads the telemetry settings; undefined if no telemetry is wanted. A wrong value does not stop the service:
 * provisioning works without telemetry.
 */
export function readTelemetry(environment: Environment): TelemetrySettings | undefined {
  const value = (name: string) => {
    const text = environment[name]?.trim();
    return text === '' ? undefined : text;
  };
  const otlpEndpoint = value('OTEL_EXPORTER_OTLP_ENDPOINT');
  const connectionString = value('APPLICATIONINSIGHTS_CONNECTION_STRING');
  const off = value('OTEL_SDK_DISABLED')?.toLowerCase() === 'true';
  if (off || (otlpEndpoint ?? connectionString) === undefined) return undefined;
  const serviceName = value('OTEL_SERVICE_NAME') ?? value('WEBSITE_SITE_NAME') ?? 'uniflow-scim';
  return { otlpEndpoint, connectionString, serviceName, instance: value('WEBSITE_INSTANCE_ID') };
}

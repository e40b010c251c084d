import type { Environment } from './setting.ts';

/** Where telemetry goes. The names are the platform's, for whom the Functions host reads them too. */
export interface TelemetrySettings {
  /** Base address of an OpenTelemetry collector that speaks OTLP over HTTP. */
  readonly otlpEndpoint: string | undefined;
  /** Connection string of Application Insights. */
  readonly connectionString: string | undefined;
  /** Under which name the service stands beside others. */
  readonly serviceName: string;
  /** The platform's id of the instance. */
  readonly instance: string | undefined;
}

/**
 * Undefined where no telemetry is wanted. A wrong value stops no start: who can't be looked at can still be provisioned.
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

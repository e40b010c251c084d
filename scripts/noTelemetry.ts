/** What the table server has of `applicationinsights`, with which Azurite reports its use: see cli/host/tables/withoutTelemetry.ts. */
export {};

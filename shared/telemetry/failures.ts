/** A setting of telemetry is wrong. Its code is the name of the setting; the value, which may hold a key, is left out. */
export class TelemetrySettingWrong extends Error {
  override readonly name = 'TelemetrySettingWrong';
  readonly code: string;

  constructor(setting: string, options?: ErrorOptions) {
    super(`${setting} is wrong: nothing is sent there.`, options);
    this.code = setting;
  }
}

/** Where telemetry goes did not take it. Its code is the library's, such as `ECONNREFUSED`, or the HTTP status. */
export class TelemetryNotSent extends Error {
  override readonly name = 'TelemetryNotSent';
  readonly code: string | undefined;

  constructor(code?: string) {
    super('Telemetry could not be sent.');
    this.code = code;
  }
}

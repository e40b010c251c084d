/** A telemetry setting is wrong. Its code is the setting's name; the value may hold a key and is left out. */
export class TelemetrySettingWrong extends Error {
  override readonly name = 'TelemetrySettingWrong';
  readonly code: string;

  constructor(setting: string, options?: ErrorOptions) {
    super(`${setting} is wrong: nothing is sent there.`, options);
    this.code = setting;
  }
}

/** A destination did not accept telemetry. Its code is the library's, such as `ECONNREFUSED`, or the HTTP status. */
export class TelemetryNotSent extends Error {
  override readonly name = 'TelemetryNotSent';
  readonly code: string | undefined;

  constructor(code?: string) {
    super('Telemetry could not be sent.');
    this.code = code;
  }
}

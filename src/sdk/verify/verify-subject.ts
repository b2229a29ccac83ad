import type { OtelGlobals } from "../../internal/otel-globals.ts";
import type { TelemetryOptions } from "../options.ts";
import type { Outputs } from "../outputs.ts";

/** The set-up that is looked at: of a client, or of the client that the environment alone would make. */
export interface VerifySubject {
  readonly outputs: Outputs;
  readonly options: TelemetryOptions;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly hosted: boolean;
  readonly debug: boolean | "only";
  readonly state: "recording" | "paused" | "shut down";
  /** What is registered with OpenTelemetry now. */
  readonly globals: OtelGlobals | undefined;
  /** The line of `describe()`. */
  readonly summary: string;
  /** Where packages are looked for. @defaultValue the working directory */
  readonly folder?: string;
}

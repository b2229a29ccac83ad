import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { HTTP_RESPONSE_STATUS_CODE } from "../semconv/core-attributes.ts";

/** Whether an HTTP answer with this status refuses what was asked. */
export function isErrorStatus(status: number | undefined): status is number {
  return status !== undefined && status >= 400;
}

/** The status that a call of a server failed with; nothing where no answer refused it. */
export function statusAttributes(status: number | undefined): TelemetryAttributes {
  return status === undefined ? {} : { [HTTP_RESPONSE_STATUS_CODE]: status };
}

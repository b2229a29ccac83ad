import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { END_REASON, UNFINISHED } from "../semconv/agentscribe-attributes.ts";

/** What a span says that was open when its process died. */
export const INTERRUPTED: TelemetryAttributes = { [UNFINISHED]: true, [END_REASON]: "interrupted" };

import { VERSION } from "../../version.ts";
import type { Headers } from "./header-source.ts";

/** The exporter, the language it is written in and its version, as OpenTelemetry's specification of OTLP exporters wants requests to name them. */
export const USER_AGENT: Headers = { "user-agent": `agentscribe-OTLP-Exporter-JavaScript/${VERSION}` };

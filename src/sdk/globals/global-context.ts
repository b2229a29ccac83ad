import type { ContextManager } from "@opentelemetry/api";
import { registerContextManager } from "../../internal/otel-globals.ts";
import { API_VERSIONS } from "./api-versions.ts";

/**
 * Registers the context manager that our scopes run in, before the SDK is loaded and without loading the API: whoever keeps the active context from then
 * on, as a tool runner does for its whole run, keeps the scope with it. Where the application, or another copy of this package, has one, that one stays.
 */
export function registerContext(manager: ContextManager): void {
  registerContextManager(manager, API_VERSIONS);
}

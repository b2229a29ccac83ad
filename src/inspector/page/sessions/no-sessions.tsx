import type { VNode } from "preact";
import type { Query } from "../routing/routes.ts";

/** What to do where the list is empty. */
export function NoSessions({ query }: { readonly query: Query }): VNode {
  if (Object.keys(query).some((name) => name !== "sort")) return <p class="notice">No session fits these filters.</p>;
  return (
    <div class="notice">
      <p>No sessions yet. Any agent that sends OpenTelemetry shows up here as soon as it runs with</p>
      <pre>{`OTEL_EXPORTER_OTLP_ENDPOINT=${location.origin}`}</pre>
    </div>
  );
}

import type { VNode } from "preact";
import type { SpanRef, Target } from "../routing/routes.ts";
import { SessionFrame } from "../session/session-frame.tsx";

export function TraceView({ of }: { readonly of: Target; readonly span: SpanRef | null }): VNode {
  return (
    <SessionFrame of={of} title={"session" in of ? of.session : of.trace} session={null} view="trace">
      <p class="notice">Trace</p>
    </SessionFrame>
  );
}

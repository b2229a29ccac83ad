import type { VNode } from "preact";

/** Steps through a session; `step` is the index of the step that is shown. */
export function ReplayView({ session, step }: { readonly session: string; readonly step: number | null }): VNode {
  return (
    <p class="notice">
      {session} {step}
    </p>
  );
}

import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import type { Step } from "../../api.ts";
import { captureHelp, NAMES } from "./capture-help.ts";

/** Says once what of a session was not recorded, and how to have it recorded. */
export function CaptureNote(props: { readonly agentKind: string; readonly steps: readonly Step[] }): VNode | null {
  const { agentKind, steps } = props;
  const kinds = useMemo(() => [...new Set(steps.flatMap(({ withheld }) => withheld.map(({ what }) => what)))], [steps]);
  if (kinds.length === 0) return null;
  return (
    <p class="capture-note">
      <b>Content was not recorded:</b> {kinds.map((kind) => NAMES[kind] ?? kind).join(", ")}. It stays out unless it is
      asked for; from the next run on with <code>{captureHelp(agentKind, kinds)}</code>
    </p>
  );
}

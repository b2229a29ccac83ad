import type { VNode } from "preact";
import type { Target } from "../routing/routes.ts";
import { Dialog } from "../ui/dialog.tsx";

/** Offers a session or a trace as a file. */
export function ExportDialog({ of, onClose }: { readonly of: Target; readonly onClose: () => void }): VNode {
  return (
    <Dialog title="Export" onClose={onClose}>
      <p>{"session" in of ? of.session : of.trace}</p>
    </Dialog>
  );
}

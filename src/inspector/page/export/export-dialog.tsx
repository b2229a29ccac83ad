import "./export.css";
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { source } from "../data/data.ts";
import type { Target } from "../routing/routes.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Badge } from "../ui/glyph.tsx";
import { EXPORT_FORMATS, exportPath } from "./formats.ts";

/** Offers a session or a trace, or everything, as a file, and says what is in it. */
export function ExportDialog({ of, onClose }: { readonly of: Target; readonly onClose: () => void }): VNode {
  const isAll = useSignal(false);
  const what = "session" in of ? "session" : "trace";
  return (
    <Dialog title="Export" onClose={onClose}>
      {source.isLive ? (
        <>
          <fieldset class="export-what">
            <legend class="sr">What</legend>
            {[false, true].map((all) => (
              <label key={String(all)}>
                <input
                  type="radio"
                  name="what"
                  checked={isAll.value === all}
                  onChange={() => {
                    isAll.value = all;
                  }}
                />{" "}
                {all ? "Everything in the store" : `This ${what}`}
              </label>
            ))}
          </fieldset>
          <ul class="export-formats">
            {EXPORT_FORMATS.map(({ id, title, use, hasContent, canHoldAll, canHoldTrace }) => (
              <li key={id}>
                <div>
                  <b>{title}</b>{" "}
                  <Badge tone={hasContent ? "warn" : "good"}>{hasContent ? "with messages" : "without messages"}</Badge>
                  <p>
                    {use}{" "}
                    {hasContent
                      ? "Prompts, answers, arguments and results are in it where they were recorded: look at whom you give it to."
                      : "No prompts, answers, arguments or results are in it; names, ids and numbers are."}
                  </p>
                </div>
                {(isAll.value ? !canHoldAll : what === "trace" && !canHoldTrace) ? (
                  <span class="muted">{canHoldTrace ? `one ${what} only` : "one session only"}</span>
                ) : (
                  <a
                    class="button"
                    href={exportPath(id, isAll.value ? undefined : of)}
                    download
                    aria-label={`Save as ${title}`}
                  >
                    Save
                  </a>
                )}
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>This page is an export itself. To write other files, open the inspector that it came from.</p>
      )}
    </Dialog>
  );
}

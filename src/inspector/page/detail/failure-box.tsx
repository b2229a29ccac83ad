import type { VNode } from "preact";
import type { SpanDetail } from "../../api.ts";
import { Glyph } from "../ui/glyph.tsx";
import { LongText } from "../ui/long-text.tsx";
import { failureOf } from "./failure.ts";

/** Why the span failed, where it did. */
export function FailureBox({ detail }: { readonly detail: SpanDetail }): VNode | null {
  const failure = failureOf(detail);
  if (failure === undefined) return null;
  return (
    <section class="failure" aria-label="Error">
      <p>
        <Glyph kind="error" label="Failed" /> <b>{failure.type}</b>
      </p>
      {failure.message !== "" && <pre>{failure.message.slice(0, 4000)}</pre>}
      {failure.message === "" && (
        <p>The sender gives no message; texts of errors are content, which has to be turned on.</p>
      )}
      {failure.stack !== "" && (
        <details>
          <summary>Stack</summary>
          <LongText text={failure.stack} label="stack" />
        </details>
      )}
    </section>
  );
}

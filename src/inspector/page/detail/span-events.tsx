import type { VNode } from "preact";
import type { SpanDetail } from "../../api.ts";
import { formatDuration } from "../ui/format.ts";
import { Link } from "../ui/link.tsx";
import { AttributeTable } from "./attribute-table.tsx";

/** What happened within the span, in the order of time. */
export function SpanEvents({ detail }: { readonly detail: SpanDetail }): VNode | null {
  if (detail.events.length === 0) return null;
  return (
    <section>
      <h3>Events</h3>
      {detail.events.slice(0, 200).map((event, index) => (
        <details key={index}>
          <summary>
            <span class="none">+{formatDuration(Math.max(0, event.timeUs - detail.startUs))}</span> {event.name}
          </summary>
          <AttributeTable title={`Attributes of ${event.name}`} list={event.attributes} />
        </details>
      ))}
      {detail.events.length > 200 && <p class="none">and {detail.events.length - 200} more</p>}
    </section>
  );
}

/** Spans elsewhere that this one names. */
export function SpanLinks({ detail }: { readonly detail: SpanDetail }): VNode | null {
  if (detail.links.length === 0) return null;
  return (
    <section>
      <h3>Links</h3>
      {detail.links.slice(0, 100).map(({ traceId, spanId, attributes }, index) => (
        <div key={index}>
          <Link to={{ view: "trace", of: { trace: traceId }, span: { trace: traceId, span: spanId } }}>
            <code>
              {traceId.slice(0, 8)}… / {spanId}
            </code>
          </Link>
          {attributes.length > 0 && <AttributeTable title="Attributes of the link" list={attributes} />}
        </div>
      ))}
    </section>
  );
}

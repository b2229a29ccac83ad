import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Message } from "../conversation/message.tsx";
import { Badge } from "../ui/glyph.tsx";
import type { ThreadState } from "./thread.ts";

/** Messages that are shown before earlier ones are asked for. */
const SHOWN = 40;

/** What the agent has before it at a step; what came with the step is marked and scrolled to. */
export function ThreadPanel({ state, step }: { readonly state: ThreadState; readonly step: number }): VNode {
  const areAllShown = useSignal(false);
  const list = useRef<HTMLOListElement>(null);
  const { messages, forgotten, agent } = state;
  const hidden = areAllShown.value ? 0 : Math.max(0, messages.length - SHOWN);
  useEffect(() => {
    const place = list.current?.querySelector(".is-new") ?? list.current?.lastElementChild;
    place?.scrollIntoView({ block: "nearest" });
  }, [step, agent]);
  return (
    <section class="thread" aria-label="Conversation so far" tabIndex={0}>
      <h2>
        Conversation so far {agent !== "" && <span class="muted">of {agent}</span>}{" "}
        <span class="muted">
          {messages.length} messages{forgotten > 0 ? `, ${forgotten} no longer sent` : ""}
        </span>
      </h2>
      {messages.length === 0 && <p class="empty">No message was recorded up to here.</p>}
      {hidden > 0 && (
        <button
          type="button"
          onClick={() => {
            areAllShown.value = true;
          }}
        >
          Show {hidden} earlier messages
        </button>
      )}
      <ol ref={list}>
        {messages.slice(hidden).map(({ message, since }, at) => {
          const isNew = since === step;
          return (
            <li key={hidden + at} class={isNew ? "is-new" : ""}>
              <Message message={message} isNew={isNew} />
              {isNew ? <Badge tone="live">new</Badge> : <span class="muted">step {since + 1}</span>}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

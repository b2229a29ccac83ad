import type { VNode } from "preact";
import { SessionFrame } from "../session/session-frame.tsx";

export function ConversationView({ session }: { readonly session: string; readonly step: number | null }): VNode {
  return (
    <SessionFrame of={{ session }} title={session} session={null} view="conversation">
      <p class="notice">Conversation</p>
    </SessionFrame>
  );
}

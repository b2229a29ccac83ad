import { init, type SessionHandle, type Telemetry } from "agentscribe";
import type { Settings } from "./measured.ts";
import { CONVERSATION } from "./work.ts";

/** The built package as its users start it: records are kept on disk until they are delivered. */
export async function startAgentscribe({ url, content, delta }: Settings): Promise<Telemetry> {
  const telemetry = init({
    exporters: [{ url }],
    host: "own",
    capture: content ? { prompts: true, responses: true, delta } : "none",
  });
  await telemetry.flush();
  return telemetry;
}

/** Spans, events and metrics that did not reach the sink and are not kept for later. */
export function droppedBy(telemetry: Telemetry): number {
  return Object.values(telemetry.health().dropped).reduce((sum, count) => sum + count, 0);
}

let session: SessionHandle | undefined;

/** Runs one turn of the session that lasts as long as the process. */
export function inTurn(telemetry: Telemetry, work: () => Promise<void>): Promise<void> {
  session ??= telemetry.startSession({ id: CONVERSATION });
  return session.run(() => telemetry.step({ name: "turn" }, work));
}

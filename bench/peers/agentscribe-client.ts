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
  process.once("exit", () => {
    const { dropped, problems } = telemetry.health();
    const losses = JSON.stringify({ ...dropped, ...problems });
    if (losses !== "{}") process.stderr.write(`agentscribe: ${losses}\n`);
  });
  return telemetry;
}

let session: SessionHandle | undefined;

/** Runs one turn of the session that lasts as long as the process. */
export function inTurn(telemetry: Telemetry, work: () => Promise<void>): Promise<void> {
  session ??= telemetry.startSession({ id: CONVERSATION });
  return session.run(() => telemetry.step({ name: "turn" }, work));
}

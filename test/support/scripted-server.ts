import { onTestFinished } from "vitest";
import { type Answer, openScriptedServer, type ScriptedServer } from "./scripted-answers.ts";

export {
  type Answer,
  drop,
  hang,
  json,
  raw,
  type ScriptedRequest,
  type ScriptedServer,
  sse,
} from "./scripted-answers.ts";

/** A provider on loopback that answers as scripted. Ends with the test. */
export async function startScriptedServer(...answers: readonly Answer[]): Promise<ScriptedServer> {
  const { close, ...server } = await openScriptedServer(answers);
  onTestFinished(close);
  return server;
}

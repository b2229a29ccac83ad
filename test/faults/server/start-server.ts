import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Phase } from "./fault.ts";
import type { ServerCommand, ServerReply, ServerStats } from "./protocol.ts";

/** The fault server, seen from the harness. */
export interface FaultServer {
  readonly url: string;
  arm(phases: readonly Phase[]): Promise<void>;
  begin(phases: readonly Phase[]): Promise<void>;
  heal(): Promise<void>;
  stats(): Promise<ServerStats>;
  stop(): Promise<void>;
}

type Without<T> = T extends unknown ? Omit<T, "id"> : never;

/** Below the range of ports that the kernel gives to connections, so that a closed port stays free. */
let nextPort = 20_000 + Math.floor(Math.random() * 100) * 100;

export async function startServer(): Promise<FaultServer> {
  nextPort = nextPort >= 31_900 ? 20_000 : nextPort + 7;
  const settings = JSON.stringify({ firstPort: nextPort });
  const child = fork(new URL("../fault-server.ts", import.meta.url), [settings], { serialization: "advanced" });
  const [listening] = (await once(child, "message")) as [ServerReply];
  if (listening.type !== "listening") throw new Error("the fault server did not start");
  nextPort = Math.max(nextPort, listening.port);
  const ask = asker(child);
  return {
    url: `http://127.0.0.1:${listening.port}`,
    arm: async (phases) => void (await ask({ type: "arm", phases })),
    begin: async (phases) => void (await ask({ type: "begin", phases })),
    heal: async () => void (await ask({ type: "heal" })),
    async stats() {
      const reply = await ask({ type: "stats" });
      if (reply.type !== "stats") throw new Error("the fault server gave no counts");
      return reply.stats;
    },
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}

function asker(child: ChildProcess): (command: Without<ServerCommand>) => Promise<ServerReply> {
  const waiting = new Map<number, PromiseWithResolvers<ServerReply>>();
  let lastId = 0;
  child.on("message", (reply: ServerReply) => {
    if ("id" in reply) waiting.get(reply.id)?.resolve(reply);
  });
  child.once("exit", () => {
    for (const { reject } of waiting.values()) reject(new Error("the fault server ended"));
  });
  return (command) => {
    lastId += 1;
    const answer = Promise.withResolvers<ServerReply>();
    waiting.set(lastId, answer);
    const id = lastId;
    child.send({ ...command, id });
    return answer.promise.finally(() => waiting.delete(id));
  };
}

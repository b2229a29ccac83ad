import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Transferable, Worker } from "node:worker_threads";
import { ownFile } from "../../own-file.ts";
import type { FromThread, ThreadData } from "./thread-messages.ts";

/** What the threads and processes of the store run. */
export const STORE_FILE: URL = ownFile("./inspector-store.js", "./store/threads/worker.ts");

/** A thread or a process of the store. */
export interface Transport {
  post(message: object, transfer: readonly Transferable[]): void;
  onMessage(listener: (message: FromThread) => void): void;
  onError(listener: (error: unknown) => void): void;
  onExit(listener: () => void): void;
  /** Ends it whatever it does. */
  kill(): void;
}

/** Nothing of the host's flags, such as a debugger's port or a loader of its tests, is meant for what the store starts. */
const NO_FLAGS: { readonly execArgv: string[] } = { execArgv: [] };

/** What is decoded of a request lives until its commit: in the usual 16 MB it would be copied as if it lived for long. */
const maxYoungGenerationSizeMb = 64;

export function startThread(data: ThreadData): Transport {
  const name = `agentscribe store: ${data.role}`;
  const worker = new Worker(STORE_FILE, {
    ...NO_FLAGS,
    workerData: data,
    name,
    resourceLimits: { maxYoungGenerationSizeMb },
  });
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    onMessage: (listener) => worker.on("message", listener),
    onError: (listener) => worker.once("error", listener),
    onExit: (listener) => worker.once("exit", listener),
    kill: () => void worker.terminate(),
  };
}

/** SQLite cannot be interrupted from Node, and a thread that is in it cannot be ended: what may take forever runs in a process. */
export function startProcess(data: ThreadData): Transport {
  const child = fork(fileURLToPath(STORE_FILE), [JSON.stringify(data)], {
    ...NO_FLAGS,
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  return {
    post: (message) => void child.send(message),
    onMessage: (listener) => child.on("message", (message) => listener(message as FromThread)),
    onError: (listener) => child.on("error", listener),
    onExit: (listener) => child.once("exit", listener),
    kill: () => void child.kill("SIGKILL"),
  };
}

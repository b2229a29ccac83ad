import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { StoreChange } from "../../../../src/inspector/store/store.ts";
import type { FromThread, WriteCall } from "../../../../src/inspector/store/threads/thread-messages.ts";
import { startWriting } from "../../../../src/inspector/store/threads/write-thread.ts";
import { traces } from "./otlp-requests.ts";

/** The writing side of a store in the thread of the test, and what it says. */
class Writing {
  readonly #host: MessagePort;
  readonly changes: StoreChange[] = [];
  readonly #answered = new Map<number, () => void>();
  readonly ended: Promise<unknown>;
  #next = 1;

  constructor(path: string) {
    const { port1, port2 } = new MessageChannel();
    this.#host = port1;
    this.ended = once(port1, "close");
    port1.on("message", (message: FromThread) => {
      if ("change" in message) this.changes.push(message.change);
      else if ("id" in message) this.#answered.get(message.id)?.();
    });
    startWriting(
      {
        post: (message) => port2.postMessage(message),
        onMessage: (listener) => void port2.on("message", listener),
        close: () => port2.close(),
      },
      { role: "write", path, maxBytes: 2 ** 40, fullText: false },
    );
  }

  /** Sends a request of one span. @returns when it is answered */
  send(): Promise<void> {
    const id = this.#next++;
    const body = traces([{ trace: id, span: id }]);
    const call: WriteCall = { type: "ingest", signal: "traces", encoding: "json", body };
    this.#host.postMessage({ id, call });
    return new Promise((resolve) => this.#answered.set(id, resolve));
  }

  close(): Promise<unknown> {
    this.#host.postMessage({ close: true });
    return this.ended;
  }
}

let folder: string;
let writing: Writing;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "agentscribe-writing-"));
  writing = new Writing(join(folder, "store.db"));
});

afterEach(async () => {
  vi.useRealTimers();
  await writing.close();
  rmSync(folder, { recursive: true, force: true });
});

const spansOfCommits = (): readonly number[] => writing.changes.map(({ spans }) => spans);

it("commits what waits together", async () => {
  await Promise.all([writing.send(), writing.send(), writing.send()]);
  expect(spansOfCommits()).toEqual([3]);
});

it("waits after a commit of many requests for those that their senders send next", async () => {
  // However slow the machine is, the time to wait does not pass.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  await Promise.all([writing.send(), writing.send(), writing.send()]);
  const first = writing.send();
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([first, writing.send(), writing.send()]);
  expect(spansOfCommits()).toEqual([3, 3]);
});

it("answers one request though no others follow it", async () => {
  await Promise.all([writing.send(), writing.send(), writing.send()]);
  await writing.send();
  expect(spansOfCommits()).toEqual([3, 1]);
});

it("writes before it ends what it gathers", async () => {
  await Promise.all([writing.send(), writing.send(), writing.send()]);
  const last = writing.send();
  await writing.close();
  await last;
  expect(spansOfCommits()).toEqual([3, 1]);
});

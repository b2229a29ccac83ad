import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { PortError, startInspector } from "../../../../src/inspector/index.ts";
import { runningInspectors } from "../../../../src/inspector/serve/running-inspectors.ts";
import { madeUpStore } from "../../../support/inspector/made-up-store.ts";
import { sendRun } from "../../../support/inspector/recorded-run.ts";
import { bearer, send, serve, stateFolder } from "./serve.ts";

/** A port that somebody listens on, of one of the two addresses. */
async function takenPort(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

describe("startInspector()", () => {
  it.each(["127.0.0.1", "::1"])("says which port is taken on %s, and what to do", async (host) => {
    stateFolder();
    const port = await takenPort(host);
    const started = startInspector({ port, grpcPort: false, store: madeUpStore() });
    await expect(started).rejects.toThrow(
      new PortError(`port ${port} is in use, maybe by another inspector or a Collector; choose another with --port`),
    );
  });

  it.each([5, {}, []])("says what a store is instead of %j", async (store) => {
    stateFolder();
    const started = startInspector({ port: 0, grpcPort: false, store: store as never });
    await expect(started).rejects.toThrow('the option store is a path, ":memory:" or an open store');
  });

  it("frees the other port and the store when the port of gRPC is taken", async () => {
    const folder = stateFolder();
    const store = join(folder, "own.db");
    const grpcPort = await takenPort("127.0.0.1");
    await expect(startInspector({ port: 0, grpcPort, store })).rejects.toThrow("choose another with --grpc-port");
    const second = await startInspector({ port: 0, grpcPort: 0, store });
    await second.close();
  });

  it("goes on without gRPC when its usual port is taken and nobody asked for it, and says so in a line", async () => {
    stateFolder();
    // Whoever has it already, another inspector for instance, does as well.
    const other = createServer();
    await new Promise<void>((resolve) => other.once("error", () => resolve()).listen(4317, "127.0.0.1", resolve));
    onTestFinished(() => void other.close());
    const lines: string[] = [];
    const inspector = await startInspector({ port: 0, store: ":memory:", log: (line) => lines.push(line) });
    onTestFinished(() => inspector.close());
    expect(inspector.grpcUrl).toBeUndefined();
    expect(lines).toEqual([expect.stringMatching(/without OTLP over gRPC: port 4317 is in use, .*--grpc-port$/)]);
    expect(
      (await fetch(`${inspector.otlpUrl}/api/status`, { headers: { authorization: `Bearer ${inspector.token}` } }))
        .status,
    ).toBe(200);
  });

  it("lets commands of this user find it, and nobody after it has ended", async () => {
    const folder = stateFolder();
    const inspector = await startInspector({ port: 0, grpcPort: false, store: ":memory:" });
    const [name = ""] = readdirSync(folder).filter((one) => one.startsWith("inspector-token-"));
    expect(name).toBe(`inspector-token-${new URL(inspector.otlpUrl).port}.json`);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const [found] = await runningInspectors();
    expect(found).toMatchObject({
      pid: process.pid,
      token: inspector.token,
      store: ":memory:",
      origin: inspector.otlpUrl,
    });
    await inspector.close();
    expect(readdirSync(folder)).toEqual([]);
    expect(await runningInspectors()).toEqual([]);
  });

  it("leaves a link where the file of its token goes alone, and what it points to", async () => {
    const folder = stateFolder();
    mkdirSync(folder, { recursive: true });
    const victim = join(folder, "victim");
    writeFileSync(victim, "mine");
    const { port } = await serve({ store: madeUpStore() });
    const inspectors = await runningInspectors();
    expect(inspectors.map((one) => one.port)).toContain(port);
    const link = join(folder, "inspector-token-1.json");
    symlinkSync(victim, link);
    const { announce } = await import("../../../../src/inspector/serve/running-inspectors.ts");
    const own = { pid: process.pid, port: 1, startedAt: 1, origin: "http://127.0.0.1:1", token: "t", store: "s" };
    const end = await announce(own, folder);
    expect(readFileSync(victim, "utf8")).toBe("mine");
    await end();
    expect(existsSync(link)).toBe(false);
  });

  it("leaves no token behind where its file cannot be replaced", async () => {
    const folder = stateFolder();
    mkdirSync(join(folder, "inspector-token-1.json", "in use"), { recursive: true });
    const { announce } = await import("../../../../src/inspector/serve/running-inspectors.ts");
    const own = { pid: process.pid, port: 1, startedAt: 1, origin: "http://127.0.0.1:1", token: "t", store: "s" };
    await expect(announce(own, folder)).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(["inspector-token-1.json"]);
  });

  it("passes over files of inspectors that are gone or that are none", async () => {
    const folder = stateFolder();
    mkdirSync(folder, { recursive: true });
    const gone = { pid: 2 ** 30, port: 2, startedAt: 1, origin: "x", token: "t", store: "s" };
    writeFileSync(join(folder, "inspector-token-2.json"), JSON.stringify(gone));
    writeFileSync(join(folder, "inspector-token-3.json"), "{");
    writeFileSync(join(folder, "inspector-token-4.json"), '{"pid":"1"}');
    mkdirSync(join(folder, "inspector-token-5.json"));
    expect(await runningInspectors()).toEqual([]);
  });

  it("passes over an inspector that was killed, whose number another process has, and takes away the files of the dead", async () => {
    const folder = stateFolder();
    mkdirSync(folder, { recursive: true });
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
    const { port } = probe.address() as { port: number };
    const files = { reused: { pid: process.pid, port }, dead: { pid: 2 ** 30, port: 2 } };
    for (const { pid, port: at } of Object.values(files)) {
      const written = { pid, port: at, startedAt: 1, origin: `http://127.0.0.1:${at}`, token: "t", store: "s" };
      writeFileSync(join(folder, `inspector-token-${at}.json`), JSON.stringify(written));
    }
    expect((await runningInspectors()).map((one) => one.port)).toEqual([port]);
    await new Promise((resolve) => probe.close(resolve));
    expect(await runningInspectors()).toEqual([]);
    const inspector = await startInspector({ port: 0, grpcPort: false, store: ":memory:" });
    onTestFinished(() => inspector.close());
    expect(existsSync(join(folder, "inspector-token-2.json"))).toBe(false);
    expect((await runningInspectors()).map((one) => one.token)).toEqual([inspector.token]);
  });

  it("names the inspector that has the store", async () => {
    const folder = stateFolder();
    const store = join(folder, "shared.db");
    const first = await startInspector({ port: 0, grpcPort: false, store });
    onTestFinished(() => first.close());
    await expect(startInspector({ port: 0, grpcPort: false, store })).rejects.toThrow(
      `${store} is in use by the inspector at ${first.otlpUrl} (process ${process.pid})`,
    );
    for (const [name, link] of [
      ["link.db", symlinkSync],
      ["hard-link.db", linkSync],
    ] as const) {
      const other = join(folder, name);
      link(store, other);
      await expect(startInspector({ port: 0, grpcPort: false, store: other })).rejects.toThrow(
        `${other} is in use by the inspector at ${first.otlpUrl} (process ${process.pid})`,
      );
    }
  });

  it.skipIf(process.platform !== "linux")(
    "says that a folder cannot be made where the file system denies that it can be",
    async () => {
      // On `/proc` a recursive `mkdir` of Node never returns.
      await expect(
        startInspector({ port: 0, grpcPort: false, store: "/proc/nope/store/inspector.db" }),
      ).rejects.toThrow(/\/proc\/nope/);
      vi.stubEnv("XDG_STATE_HOME", "/proc/nope");
      onTestFinished(() => void vi.unstubAllEnvs());
      const lines: string[] = [];
      const inspector = await startInspector({
        port: 0,
        grpcPort: false,
        store: ":memory:",
        log: (line) => lines.push(line),
      });
      await inspector.close();
      expect(lines).toEqual([expect.stringContaining("commands will not find this inspector")]);
    },
  );

  it("keeps its store in the folder of the user's state by default, and finds there what it had", async () => {
    const folder = stateFolder();
    for (const sessions of [1, 2]) {
      const inspector = await startInspector({ port: 0, grpcPort: false });
      await sendRun(inspector.otlpUrl, `talk-${sessions}`, String(sessions).repeat(32));
      expect((await inspector.status()).sessions).toBe(sessions);
      await inspector.close();
    }
    expect(existsSync(join(folder, "inspector.db"))).toBe(true);
  });

  it.each(["short", "has a space in it", "x".repeat(201), "semicolon;semicolon"])(
    "refuses the token %j",
    async (token) => {
      stateFolder();
      await expect(startInspector({ port: 0, store: madeUpStore(), token })).rejects.toThrow(
        "the token must have 16 to 200 letters, digits or -._~",
      );
    },
  );

  it("takes the token of the environment where none is given, so that it can stand in a configuration", async () => {
    vi.stubEnv("AGENTSCRIBE_INSPECTOR_TOKEN", "from-the-environment");
    expect((await serve({ store: madeUpStore() })).token).toBe("from-the-environment");
    expect((await serve({ store: madeUpStore(), token: "from-the-options" })).token).toBe("from-the-options");
  });

  it("prices what comes without a cost, once, and says of the rest why it has none", async () => {
    const asked: string[] = [];
    const { promise: isPriced, resolve } = Promise.withResolvers<void>();
    const inspector = await serve({
      price: async ({ spanId, inputTokens }) => {
        asked.push(spanId);
        return inputTokens === 120 ? { usd: 0.25 } : { reason: "no such table" };
      },
    });
    inspector.store.onChange(() => {
      void inspector.store.session("talk-1").then((row) => row?.costUsd === 0.25 && resolve());
    });
    await sendRun(inspector.otlpUrl, "talk-1");
    await isPriced;
    expect(await inspector.store.session("talk-1")).toMatchObject({ costUsd: 0.25, unpricedCalls: 1 });
    const spans = await inspector.store.details({ session: "talk-1" }, ["inference"]);
    expect(spans.map(({ costUsd, costReason }) => costUsd ?? costReason)).toEqual([0.25, "no such table"]);
    await sendRun(inspector.otlpUrl, "talk-2", "2".repeat(32));
    await inspector.close();
    expect(asked.filter((span) => span === spans[1]?.spanId).length).toBeLessThanOrEqual(2);
  });

  it("runs where no file can be written for commands, and says so", async () => {
    const folder = stateFolder();
    writeFileSync(folder, "in the way");
    const lines: string[] = [];
    const inspector = await startInspector({
      port: 0,
      grpcPort: false,
      store: ":memory:",
      log: (line) => lines.push(line),
    });
    onTestFinished(() => inspector.close());
    expect(lines).toEqual([expect.stringMatching(/^commands will not find this inspector: /)]);
    expect((await inspector.status()).sessions).toBe(0);
  });

  it("leaves a store open that it was given", async () => {
    let isClosed = false;
    const store = madeUpStore({
      close: async () => {
        isClosed = true;
      },
    });
    const { close } = await serve({ store });
    await close();
    expect(isClosed).toBe(false);
  });

  it("ends within a moment though clients hold connections, and ends once though asked twice", async () => {
    const { port, token, close } = await serve({ store: madeUpStore() });
    const idle = connect(port, "127.0.0.1");
    const half = connect(port, "127.0.0.1");
    half.write("POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc");
    onTestFinished(() => {
      idle.destroy();
      half.destroy();
    });
    for (const socket of [idle, half]) socket.on("error", () => undefined);
    await send(port, "/api/status", { headers: bearer(token) });
    const begun = performance.now();
    await Promise.all([close(), close()]);
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});

import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openStore } from "../../../../src/inspector/store/open-store.ts";
import { logs, START_US } from "../../../unit/inspector/store/otlp-requests.ts";
import { agentscribe, privateFolder, startCommand } from "../commands/run-command.ts";
import { bearer, json, send, serve } from "../serve/serve.ts";

const folder = privateFolder();
const path = folder.file("events-only.db");

const identity = { "session.id": "running" };
const records = logs([
  { trace: 1, name: "agentscribe.session.start", attributes: identity },
  {
    ...{ trace: 1, timeUs: START_US + 1_000_000, name: "agentscribe.decision" },
    attributes: { ...identity, "agentscribe.decision.type": "route", "agentscribe.decision.choice": "refund" },
  },
]);

beforeAll(async () => {
  const store = await openStore({ path });
  await store.ingest("logs", "json", records);
  await store.close();
}, 60_000);

describe("A session of which no span has come yet", { timeout: 60_000 }, () => {
  it("is a table without rows, with its events and steps", async () => {
    const store = await openStore({ path, readOnly: true });
    onTestFinished(() => store.close());
    const table = await store.spans({ session: "running" });
    expect(table).toMatchObject({ title: "running", session: { id: "running", events: 2 }, originUs: START_US });
    expect([table?.id, table?.start, table?.parent, table?.strings]).toEqual([[], [], [], [""]]);
    expect(await (await store.steps("running"))?.value()).toMatchObject({
      session: { id: "running" },
      steps: [{ type: "decision", name: "route" }],
    });
    expect(await store.spans({ session: "nobody" })).toBeUndefined();
    expect(await store.steps("nobody")).toBeUndefined();
  });

  it("is open to the page, to coding agents and as a file", async () => {
    const inspector = await serve({ store: path });
    const get = async (of: string) => await send(inspector.port, of, { headers: bearer(inspector.token) });
    for (const of of ["spans", "events", "steps"])
      expect(await get(`/api/sessions/running/${of}`)).toMatchObject({ status: 200 });
    expect(json(await get("/api/compare?a=running&b=running"))).toMatchObject({ a: { id: "running" } });
    for (const format of ["html", "speedscope", "csv", "otlp"])
      expect(await get(`/api/export/${format}?session=running`)).toMatchObject({ status: 200 });
  });

  it("is stepped through and followed in the terminal", async () => {
    const replayed = await agentscribe(["replay", "running", "--store", path]);
    expect([replayed.code, replayed.err]).toEqual([0, ""]);
    expect(replayed.out).toContain("1/1 ◆ route → refund");
    const tail = startCommand(["tail", "--session", "running", "--store", path]);
    expect(await Promise.race([tail.printed(/◆ route → refund/), wait(20_000, "nothing")])).toContain("refund");
    await tail.end();
  });
});

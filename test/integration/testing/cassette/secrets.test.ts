import { readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createTestTelemetry } from "../../../../src/testing/index.ts";
import { bedrockEvent } from "../../../support/event-stream.ts";
import { json, raw, sse, startScriptedServer } from "../../../support/scripted-server.ts";
import { cassettePath, recorded, replayed } from "./cassette-run.ts";

const SECRET = "sk-proj-Canary0123456789abcdefghijKLMNOP";
/** Known by nothing but where it is sent. */
const PLAIN = "correcthorsebattery";
const CHAT = "/v1/chat/completions";
const body = (content: string): string => JSON.stringify({ model: "m", messages: [{ role: "user", content }] });

async function fileOf(path: string, ask: () => Promise<unknown>): Promise<string> {
  await recorded(path, ask);
  return readFileSync(path, "utf8");
}

describe("a cassette holds no secret", () => {
  it("of headers, of a query, of cookies, and nowhere these are said again", async () => {
    const server = await startScriptedServer(json({ said: `you are ${PLAIN}` }, 200, { "set-cookie": `sid=${PLAIN}` }));
    const path = cassettePath();
    const ask = async (): Promise<unknown> => {
      const headers = { authorization: `Bearer ${PLAIN}`, "x-api-key": SECRET, cookie: `session=${PLAIN}9` };
      const url = `${server.url}${CHAT}?key=${PLAIN}&api_key=${SECRET}&beta=true`;
      return (await fetch(url, { method: "POST", headers, body: body(`I am ${PLAIN} with ${SECRET}`) })).json();
    };
    const file = await fileOf(path, ask);
    expect(file).not.toMatch(/Canary|correcthorse/);
    expect(file).toContain("beta=true");
    expect(file.toLowerCase()).not.toMatch(/"(authorization|x-api-key|cookie|set-cookie)"/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await replayed(path, async (cassette) => {
      expect(await ask()).toEqual({ said: "you are [REDACTED:secret]" });
      cassette.assertAllUsed();
    });
  });

  it("of a login, as it is sent and in plain", async () => {
    const server = await startScriptedServer(json({ said: PLAIN }));
    const login = Buffer.from(`ada:${PLAIN}`).toString("base64");
    const ask = async (): Promise<unknown> => {
      const headers = { authorization: `Basic ${login}` };
      return (await fetch(server.url + CHAT, { method: "POST", headers, body: body(`${PLAIN} ${login}`) })).json();
    };
    const file = await fileOf(cassettePath(), ask);
    expect(file).not.toMatch(/correcthorse/);
    expect(file).not.toContain(login);
  });

  it("of bodies: values, names, text that is no JSON, names that are given twice, forms", async () => {
    const server = await startScriptedServer(raw([`plain ${SECRET}`], { "content-type": "text/plain" }));
    const ask = async (): Promise<void> => {
      const form = new FormData();
      form.set("model", "whisper");
      form.set("password", PLAIN);
      form.set("prompt", SECRET);
      form.set("file", new Blob([`data ${SECRET}`]), `${SECRET}.mp3`);
      const bodies = [
        body(SECRET),
        `{"model":"m","messages":["${SECRET}"],"messages":[]}`,
        body(`password: "${PLAIN}1"`),
      ];
      for (const one of bodies) await (await fetch(server.url + CHAT, { method: "POST", body: one })).text();
      await (await fetch(`${server.url}/v1/images/edits`, { method: "POST", body: form })).text();
      await (await fetch(server.url + CHAT, { method: "POST", body: body(JSON.stringify({ [SECRET]: 1 })) })).text();
    };
    const { recordCassette } = await import("../../../../src/testing/cassette/index.ts");
    const path = cassettePath();
    const cassette = recordCassette({ path, match: () => true });
    await ask();
    await cassette.stop();
    const file = readFileSync(path, "utf8");
    expect(file.split("\n")).toHaveLength(7);
    expect(file).not.toMatch(/Canary|correcthorse/);
    expect(file).toContain("whisper");
  });

  it("of names of tools, of what errors are called, and of what is cut", async () => {
    const telemetry = createTestTelemetry();
    const path = cassettePath();
    const errors = [
      Object.assign(new Error(`${"a ".repeat(1_990)}${SECRET}`), { name: SECRET, code: SECRET }),
      new Error(`${"a ".repeat(1_975)}-----BEGIN PRIVATE KEY-----\n${"Canary".repeat(60)}\n-----END PRIVATE KEY-----`),
    ];
    const ask = async (): Promise<void> => {
      for (const error of errors) {
        const run = telemetry.tool({ name: `pay ${SECRET}`, arguments: {} }, () => Promise.reject(error));
        expect(await run.catch((thrown: Error) => thrown.message)).toContain("a a a");
      }
    };
    const file = await fileOf(path, ask);
    expect(file).not.toMatch(/Canary|sk-proj/);
    expect(file).toContain('"pay [REDACTED:api-key]"');
    await replayed(
      path,
      async (cassette) => {
        await ask();
        cassette.assertAllUsed();
      },
      { tools: "replay" },
    );
    await telemetry.shutdown();
  });

  it("of a stream that spells it a few letters each", async () => {
    const pieces = SECRET.match(/.{1,3}/g) ?? [];
    const events = [
      ...pieces.map((content) => ({ id: "c-1", choices: [{ index: 0, delta: { content } }] })),
      { id: "c-1", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
    ];
    const server = await startScriptedServer(sse(events, "done"));
    const path = cassettePath();
    const ask = async (): Promise<string> =>
      (await fetch(server.url + CHAT, { method: "POST", body: body("?") })).text();
    const file = await fileOf(path, ask);
    const spelled = (text: string): string =>
      [...text.matchAll(/\\?"content\\?":\\?"([^"\\]*)/g)].map(([, piece]) => piece).join("");
    expect(spelled(file)).not.toContain(SECRET);
    await replayed(path, async () => {
      const text = await ask();
      expect(text.split("\n\n")).toHaveLength(events.length + 2);
      expect(spelled(text)).toBe("[REDACTED:api-key]");
    });
  });

  it("of an event stream of AWS, which is left out then", async () => {
    const event = bedrockEvent("chunk", { bytes: Buffer.from(JSON.stringify({ text: SECRET })).toString("base64") });
    const server = await startScriptedServer(raw([event], { "content-type": "application/vnd.amazon.eventstream" }));
    const path = cassettePath();
    const ask = async (): Promise<Response> =>
      await fetch(`${server.url}/model/m/invoke-with-response-stream`, { method: "POST", body: "{}" });
    await recorded(path, async () => void (await (await ask()).arrayBuffer()));
    const file = readFileSync(path, "utf8");
    expect(file).toContain("it holds a secret");
    expect(file).not.toContain(event.toString("base64"));
    await replayed(path, async () => {
      const answer = await ask();
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain("its answer was not kept: it holds a secret");
    });
  });
});

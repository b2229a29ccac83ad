import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import { type AddressInfo, connect } from "node:net";
import { json as bodyOf } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { readCassette } from "../../../../src/testing/cassette/read-cassette.ts";
import { type Answer, json, raw, startScriptedServer } from "../../../support/scripted-server.ts";
import { cassettePath, recorded, replayed } from "./cassette-run.ts";

const QUESTION = JSON.stringify({ model: "gpt-6", messages: [{ role: "user", content: "Hello" }] });
const PATH = "/v1/chat/completions";

/** Asks once over the network, once from the cassette; the second time the server must not hear of it. */
async function twice<T>(answers: readonly Answer[], ask: (url: string) => Promise<T>) {
  const path = cassettePath();
  const server = await startScriptedServer(...answers);
  const first = await recorded(path, () => ask(server.url));
  const asked = server.requests.length;
  const second = await replayed(path, async (cassette) => {
    const answer = await ask(server.url);
    cassette.assertAllUsed();
    return answer;
  });
  expect(server.requests).toHaveLength(asked);
  return { first, second, path };
}

function request(url: string, options: http.RequestOptions = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = http.request(`${url}${PATH}`, { method: "POST", ...options }, (response) => {
      bodyOf(response).then((body) => resolve({ status: response.statusCode, body }), reject);
    });
    sent.on("error", reject);
    sent.end(QUESTION);
  });
}

describe("a cassette", () => {
  it("answers node:http, with Node's agent, one of its own and none kept open", async () => {
    const answers = [json({ id: 1 }), json({ id: 2 }), json({ id: 3 }, 503)];
    const { first, second } = await twice(answers, async (url) => {
      const agent = new http.Agent({ keepAlive: true });
      onTestFinished(() => agent.destroy());
      return [await request(url), await request(url, { agent }), await request(url, { agent: false })];
    });
    expect(first).toMatchObject([{ body: { id: 1 } }, { body: { id: 2 } }, { status: 503 }]);
    expect(second).toEqual(first);
  });

  it("keeps no connection of node:http when it is answered, though its agent asks for that", async () => {
    const path = cassettePath();
    const server = await startScriptedServer(json({ id: 1 }));
    const agent = new http.Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    await recorded(path, () => request(server.url, { agent }));
    await replayed(path, async () => {
      const sent = http.request(`${server.url}${PATH}`, { method: "POST", agent }, (response) => response.resume());
      const socket = once(sent, "socket");
      sent.end(QUESTION);
      await once(sent, "close");
      expect((await socket)[0]).toMatchObject({ destroyed: true });
    });
  });

  it("answers a fetch that was taken before, one with a Request, and bytes that are no text", async () => {
    const taken = globalThis.fetch;
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256);
    const { first, second, path } = await twice(
      [json({ id: 1 }), raw([bytes], { "content-type": "audio/mpeg" })],
      async (url) => {
        const one = await taken(`${url}${PATH}`, { method: "POST", body: QUESTION });
        const init = { method: "POST", body: JSON.stringify({ model: "tts", input: "Hi", voice: "x" }) };
        const two = await fetch(new Request(`${url}${PATH}`, { ...init, body: QUESTION }));
        return [await one.json(), two.headers.get("content-type"), [...new Uint8Array(await two.arrayBuffer())]];
      },
    );
    expect(first).toEqual([{ id: 1 }, "audio/mpeg", [...bytes]]);
    expect(second).toEqual(first);
    expect(readCassette(path).entries[1]).toMatchObject({ response: { chunks: [{ base64: expect.any(String) }] } });
  });

  it("answers what was packed as it was when unpacked", async () => {
    const { gzipSync } = await import("node:zlib");
    const packed = gzipSync(JSON.stringify({ text: "unpacked" }));
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    const { first, second, path } = await twice([raw([packed], headers)], async (url) =>
      (await fetch(`${url}${PATH}`, { method: "POST", body: QUESTION })).json(),
    );
    expect(first).toEqual({ text: "unpacked" });
    expect(second).toEqual(first);
    expect(readCassette(path).entries[0]).toMatchObject({ response: { body: { json: { text: "unpacked" } } } });
  });

  it("answers node:http2 on a connection of its own", async () => {
    const server = http2.createServer();
    let asked = 0;
    server.on("stream", (stream) => {
      asked += 1;
      stream.resume().on("end", () => {
        stream.respond({ ":status": 200, "content-type": "application/json", "x-amzn-requestid": "r-1" });
        stream.end(JSON.stringify({ output: "from http2" }));
      });
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    onTestFinished(() => void server.close());
    const ask = async (): Promise<unknown> => {
      const session = http2.connect(origin);
      const stream = session.request({ ":method": "POST", ":path": "/model/amazon.nova/converse" });
      const headers = new Promise<http2.IncomingHttpHeaders>((resolve) => void stream.once("response", resolve));
      stream.end(JSON.stringify({ messages: [] }));
      const answer = { id: (await headers)["x-amzn-requestid"], body: await bodyOf(stream) };
      session.close();
      return answer;
    };
    const path = cassettePath();
    const first = await recorded(path, ask);
    const second = await replayed(path, ask);
    expect(first).toEqual({ id: "r-1", body: { output: "from http2" } });
    expect(second).toEqual(first);
    expect(asked).toBe(1);
  });

  it("ends a connection of node:http2 that a client keeps, with the replay", async () => {
    const path = cassettePath();
    const server = await startScriptedServer(json({ id: 1 }));
    await recorded(path, () => request(server.url));
    const session = await replayed(path, async () => {
      const kept = http2.connect(server.url);
      const stream = kept.request({ ":method": "POST", ":path": PATH });
      stream.end(QUESTION);
      expect(await bodyOf(stream)).toEqual({ id: 1 });
      return kept;
    });
    expect(session.closed).toBe(true);
    if (!session.destroyed) await once(session, "close");
  });

  it("sends on what is no model request, though its address is one", async () => {
    const path = cassettePath();
    const server = await startScriptedServer(json({ id: 1 }), json({ other: true }));
    await recorded(path, () => request(server.url));
    await replayed(path, async () => {
      const response = await fetch(`${server.url}${PATH}`, { method: "POST", body: "not what models are asked" });
      expect(await response.json()).toEqual({ other: true });
      const plain = await fetch(`${server.url}/health`);
      expect(plain.status).toBe(200);
    });
    expect(server.requests.map(({ path: asked }) => asked)).toEqual([PATH, PATH, "/health"]);
    expect(server.requests[1]?.body.toString()).toBe("not what models are asked");
  });

  it("sends on over node:http2 what a server of HTTP/1.1 says of its connection too", async () => {
    const path = cassettePath();
    const server = await startScriptedServer(json({ id: 1 }), json({ other: true }, 200, { upgrade: "h2,h2c" }));
    await recorded(path, () => request(server.url));
    await replayed(path, async () => {
      const session = http2.connect(server.url);
      const stream = session.request({ ":path": "/other" });
      stream.end();
      expect(await bodyOf(stream)).toEqual({ other: true });
    });
  });

  it("stops a request that an agent of its own would have sent", async () => {
    const path = cassettePath();
    const server = await startScriptedServer(json({ id: 1 }));
    await recorded(path, () => request(server.url));
    const connecting = Promise.withResolvers<void>();
    const agent = {
      defaultPort: 80,
      protocol: "http:",
      addRequest(sent: http.ClientRequest) {
        const socket = connect(server.port, "127.0.0.1", () => {
          sent.onSocket(socket);
          connecting.resolve();
        });
      },
    } as unknown as http.Agent;
    await replayed(path, async (cassette) => {
      await expect(request(server.url, { agent })).rejects.toThrow("it was not sent");
      expect(cassette.mismatches).toHaveLength(1);
      await connecting.promise;
    });
    expect(server.requests).toHaveLength(1);
  });

  it("answers fetch where the application put in another dispatcher since", async () => {
    const path = cassettePath();
    const server = await startScriptedServer(json({ id: 1 }));
    const ask = async (): Promise<unknown> =>
      (await fetch(`${server.url}${PATH}`, { method: "POST", body: QUESTION })).json();
    const first = await recorded(path, ask);
    const names = [Symbol.for("undici.globalDispatcher.2"), Symbol.for("undici.globalDispatcher.1")];
    const globals = globalThis as Record<symbol, unknown>;
    await replayed(path, async () => {
      const before = names.map((name) => globals[name]);
      const fails = (): never => {
        throw new Error("another dispatcher was asked");
      };
      for (const name of names) if (globals[name] !== undefined) globals[name] = { dispatch: fails };
      try {
        expect(await ask()).toEqual(first);
      } finally {
        for (const [index, name] of names.entries()) if (before[index] !== undefined) globals[name] = before[index];
      }
    });
    expect(server.requests).toHaveLength(1);
  });

  it("records other requests that are chosen by their address", async () => {
    const path = cassettePath();
    const server = await startScriptedServer(json({ found: 3 }));
    const match = ({ url }: { url: string }): boolean => url.includes("/search");
    const { recordCassette, replayCassette } = await import("../../../../src/testing/cassette/index.ts");
    const cassette = recordCassette({ path, match });
    const ask = async (): Promise<unknown> =>
      (await fetch(`${server.url}/search?q=cats&token=aB3dE5fG7hJ9kL1mN3pQ5rS7`)).json();
    const first = await ask();
    await cassette.stop();
    await server.requests[0]?.json();
    const replay = replayCassette({ path, match });
    expect(await ask()).toEqual(first);
    await replay.stop();
    expect(server.requests).toHaveLength(1);
    expect(readCassette(path).entries[0]).toMatchObject({ request: { path: "/search?q=cats&token=REDACTED" } });
  });
});

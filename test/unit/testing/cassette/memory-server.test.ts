import { once } from "node:events";
import { expect, it, vi } from "vitest";
import { createMemoryServer } from "../../../../src/testing/cassette/memory-server.ts";

const REQUEST = "GET / HTTP/1.1\r\nhost: model.test\r\n\r\n";

it("ends connections with the cassette, and one that is asked once it has answered", async () => {
  const waiting = Promise.withResolvers<void>();
  const server = createMemoryServer(async ({ url }, reply) => {
    if (url.host === "slow.test") await waiting.promise;
    reply.head(200, { "content-length": "2" });
    reply.write(Buffer.from("ok"));
    reply.end();
  });
  const [kept, slow] = [server.connect("http://model.test"), server.connect("http://slow.test")];
  kept.write(REQUEST);
  expect(String((await once(kept, "data"))[0])).toContain("200 OK");
  expect(kept.destroyed).toBe(false);
  kept.resume();
  slow.write(REQUEST);
  server.close();
  await vi.waitFor(() => expect(kept.destroyed).toBe(true));
  expect(slow.destroyed).toBe(false);
  waiting.resolve();
  expect(String((await once(slow, "data"))[0])).toContain("200 OK");
  slow.resume();
  await vi.waitFor(() => expect(slow.destroyed).toBe(true));
});

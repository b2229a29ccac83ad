import * as fc from "fast-check";
import { expect, it } from "vitest";
import { BodyReader } from "../../../../src/inspector/store/body-reader.ts";
import { openDatabase } from "../../../../src/inspector/store/sqlite.ts";
import { BodyWriter } from "../../../../src/inspector/store/write/body-writer.ts";
import { CHUNK_ROWS, packBodies, unpackBodies } from "../../../../src/inspector/store/write/packed-bodies.ts";
import { TemporaryWriter } from "./temporary-writer.ts";

it("gives back the bodies of a chunk, also empty ones and ones that are not there", () => {
  const bodies = Array.from({ length: CHUNK_ROWS }, (_, index) =>
    index % 7 === 3 ? undefined : Buffer.alloc(index * index * 3, `body ${index}`),
  );
  const unpacked = unpackBodies(packBodies(bodies)).map((body) => Buffer.from(body).toString());
  expect(unpacked).toEqual(bodies.map((body) => body?.toString() ?? ""));
});

it("packs bodies that are alike to a fraction of their size", () => {
  const bodies = Array.from({ length: CHUNK_ROWS }, (_, index) =>
    Buffer.from(`{"model":"m-1","tokens":${index},"text":"${"word ".repeat(100)}"}`),
  );
  const size = bodies.reduce((sum, body) => sum + body.byteLength, 0);
  expect(packBodies(bodies).byteLength).toBeLessThan(size / 5);
});

const actions = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ add: fc.nat(400), skip: fc.nat(2) }) },
    { weight: 3, arbitrary: fc.constant("commit" as const) },
    { weight: 1, arbitrary: fc.constant("reopen" as const) },
    { weight: 1, arbitrary: fc.constant("large" as const) },
  ),
  { minLength: 1, maxLength: 250 },
);

it("keeps each body through commits, restarts and full chunks", () => {
  using store = new TemporaryWriter();
  const database = openDatabase(store.path, false);
  fc.assert(
    fc.property(actions, (todo) => {
      database.exec("DELETE FROM span_tail; DELETE FROM span_chunks; BEGIN");
      let writer = new BodyWriter(database, "span");
      const bodies = new Map<number, string>();
      let n = 0;
      for (const action of todo) {
        if (action === "commit" || action === "reopen") {
          writer.flush();
          if (action === "reopen") writer = new BodyWriter(database, "span");
          continue;
        }
        n += action === "large" ? 1 : 1 + action.skip;
        const body = `${n} `.repeat(action === "large" ? 60_000 : action.add);
        bodies.set(n, body);
        writer.add(n, Buffer.from(body));
      }
      writer.flush();
      database.exec("COMMIT");
      const reader = new BodyReader(database, "span");
      for (const [number, body] of bodies) expect(Buffer.from(reader.get(number)).toString()).toBe(body);
      expect(database.prepare("SELECT count(*) AS n FROM span_tail WHERE packed = 0").get()?.n).toBeLessThan(
        CHUNK_ROWS,
      );
    }),
    { numRuns: 40 },
  );
  database.close();
});

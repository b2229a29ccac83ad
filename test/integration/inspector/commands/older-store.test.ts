import { describe, expect, it } from "vitest";
import { openStore } from "../../../../src/inspector/store/open-store.ts";
import { SCHEMA_VERSION } from "../../../../src/inspector/store/schema.ts";
import { openDatabase } from "../../../../src/inspector/store/sqlite.ts";
import { agentscribe, privateFolder } from "./run-command.ts";

const folder = privateFolder();

describe("a store that an older version wrote", { timeout: 60_000 }, () => {
  it.each([
    ["inspect", ["--port", "0", "--no-grpc", "--no-open"]],
    ["report", ["--by", "model"]],
    ["replay", ["last"]],
    ["import", [import.meta.filename]],
  ])("is refused by %s in one line that says what to do", async (name, args) => {
    const path = folder.file(`${name}.db`);
    await (await openStore({ path })).close();
    const database = openDatabase(path, false);
    database.exec(`PRAGMA user_version=${SCHEMA_VERSION - 1}`);
    database.close();
    const { code, out, err } = await agentscribe([name, ...args, "--store", path]);
    expect([code, out]).toEqual([1, ""]);
    expect(err.split("\n")).toEqual([
      `agentscribe ${name}: ${path} was written by an older version of agentscribe (schema ${SCHEMA_VERSION - 1}, this one knows ${SCHEMA_VERSION}): ` +
        "export it with that version and import what comes out, or name another file",
      "",
    ]);
  });
});

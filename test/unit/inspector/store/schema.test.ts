import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { SCHEMA_VERSION, UnreadableStore } from "../../../../src/inspector/store/schema.ts";
import { openDatabase, versionWarning } from "../../../../src/inspector/store/sqlite.ts";
import { Writer } from "../../../../src/inspector/store/write/writer.ts";
import { TemporaryWriter } from "./temporary-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "agentscribe-schema-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (path: string): Writer => new Writer(path, { maxBytes: 2 ** 40, fullText: false }, () => {});

it("makes a file that only its owner reads, in a folder that only its owner enters", () => {
  const path = join(folder, "inner", "store.db");
  open(path).close();
  expect([statSync(join(folder, "inner")).mode & 0o777, statSync(path).mode & 0o777]).toEqual([0o700, 0o600]);
});

it.each([
  [
    "a newer",
    SCHEMA_VERSION + 1,
    /written by a newer version of agentscribe.*update agentscribe, or name another file/,
  ],
  ["an older", SCHEMA_VERSION - 1, /written by an older version of agentscribe.*export it with that version/],
])("refuses a file that %s version wrote, and leaves it as it is", (_, version, said) => {
  using store = new TemporaryWriter();
  store.writer.close();
  const database = openDatabase(store.path, false);
  database.exec(`PRAGMA user_version=${version}`);
  database.close();
  const before = readFileSync(store.path);
  expect(() => open(store.path)).toThrow(said);
  expect(() => store.reading).toThrow(UnreadableStore);
  expect(readFileSync(store.path).equals(before)).toBe(true);
  const repaired = openDatabase(store.path, false);
  repaired.exec(`PRAGMA user_version=${SCHEMA_VERSION}`);
  repaired.close();
  store.writer = open(store.path);
});

it("asks views of its own, whichever version made those of the file", () => {
  using store = new TemporaryWriter();
  store.writer.close();
  const database = openDatabase(store.path, false);
  database.exec("DROP VIEW agent_spans; CREATE VIEW agent_spans AS SELECT 1 AS of_another_version");
  database.close();
  expect(store.reading.list("SELECT count(kind), count(kind_key) FROM agent_spans")).toEqual([0, 0]);
  store.writer = open(store.path);
});

it("refuses a database of somebody else, and what is no database", () => {
  using store = new TemporaryWriter();
  const path = join(store.folder, "other.db");
  const other = openDatabase(path, false);
  other.exec("CREATE TABLE notes(text)");
  other.close();
  expect(() => open(path)).toThrow(`${path} is no store of agentscribe`);
  const text = join(store.folder, "letter.txt");
  writeFileSync(text, "Dear reader, ".repeat(100));
  expect(() => open(text)).toThrow(`${text} is no store of agentscribe`);
  expect(readFileSync(text, "utf8").startsWith("Dear reader")).toBe(true);
});

it("says of what cannot be opened that it cannot, and not that it is no store", () => {
  using store = new TemporaryWriter();
  expect(() => open(store.folder)).toThrow(`${store.folder} cannot be opened: `);
});

// root may write everywhere.
it.skipIf(process.platform === "win32" || process.getuid?.() === 0)("says where a store can be read", () => {
  using store = new TemporaryWriter();
  store.writer.close();
  chmodSync(store.folder, 0o500);
  try {
    expect(() => store.reading).toThrow(`${store.path} cannot be read where it is`);
  } finally {
    chmodSync(store.folder, 0o700);
  }
  store.writer = open(store.path);
});

it("warns of an SQLite with a known fault", () => {
  expect([versionWarning("3.51.2"), versionWarning("3.50.9"), versionWarning("2.99.99")].every(Boolean)).toBe(true);
  expect([versionWarning("3.51.3"), versionWarning("3.52.0"), versionWarning("4.0.0")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it("gives room that was deleted back to the file system", () => {
  using store = new TemporaryWriter();
  expect(store.reading.get<{ auto_vacuum: number }>("PRAGMA auto_vacuum")?.auto_vacuum).toBe(2);
});

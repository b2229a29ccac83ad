import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { nodeSpoolFs } from "../../../../src/export/spool/spool-fs.ts";
import { surveySpool } from "../../../../src/export/spool/spool-survey.ts";
import { itemOf, openStore, take, temporaryFolder } from "./spool-fixture.ts";

const { make, remove } = temporaryFolder();
afterAll(remove);

/** Every file below a folder with its content. */
function filesOf(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name), "latin1")]),
  );
}

describe("a look at a spool directory", () => {
  it("counts what is not settled, by destination, and changes nothing", async () => {
    const directory = make();
    const { store, spool } = openStore({ directory });
    const other = store.open({
      fingerprint: "g",
      signal: "logs",
      destination: { name: "lab", url: "http://user:secret@lab:4318/v1/logs?key=secret" },
      resource: () => ({ bytes: Buffer.from("r") }),
    });
    for (let index = 0; index < 5; index += 1) spool.append(itemOf(`private ${index}`));
    other.append(itemOf("private", { count: 7 }));
    other.appendStart("00000000000000aa", Buffer.from("private"), { name: "tests" });
    spool.settle(await take(spool, 2));
    const before = filesOf(directory);
    const survey = await surveySpool({ directory });

    expect(survey.refused).toBeUndefined();
    const bySignal = Object.fromEntries(survey.spools.map((one) => [one.header?.signal, one]));
    expect(bySignal).toMatchObject({
      traces: { records: 3, held: 3, segments: 1, openSpans: 0, unreadable: 0 },
      logs: { records: 7, held: 7, segments: 1, openSpans: 1 },
    });
    expect(bySignal.logs?.header?.destination).toEqual({ name: "lab", url: "http://lab:4318/v1/logs" });
    expect(bySignal.traces?.oldestMillis).toBeGreaterThan(Date.now() - 60_000);
    expect(filesOf(directory)).toEqual(before);
    store.handOver();
    const after = await surveySpool({ directory });
    expect(after.spools.map(({ records, held }) => ({ records, held }))).toEqual([
      { records: expect.any(Number), held: 0 },
      { records: expect.any(Number), held: 0 },
    ]);
  });

  it("goes on past files that are damaged, empty or of another version", async () => {
    const directory = make();
    const { store, spool } = openStore({ directory });
    spool.append(itemOf("kept"));
    store.handOver();
    const [folder = ""] = readdirSync(directory);
    const name = (sequence: number): string =>
      join(directory, folder, `1700000000000-00000000000000ff-00000${sequence}.free.v2.seg`);
    writeFileSync(name(1), "no segment at all");
    writeFileSync(name(2), "");
    writeFileSync(name(3), Buffer.from([0x41, 0x47, 0x53, 0x50, 9, 0, 0xf6, 0xff, 1, 2, 3]));
    mkdirSync(name(4));
    const { spools } = await surveySpool({ directory });
    expect(spools).toMatchObject([{ records: 1, segments: 4, unreadable: 2, header: { signal: "traces" } }]);
  });

  it("leaves out a file that its owner settles while it is read", async () => {
    const directory = make();
    const { store, spool } = openStore({ directory });
    spool.append(itemOf("sent meanwhile"));
    store.handOver();
    const fs = nodeSpoolFs();
    if (fs === undefined) throw new Error("there is no file system");
    const survey = await surveySpool({
      directory,
      fs: {
        ...fs,
        read: (file, ...rest) => {
          rmSync(String(file));
          return fs.read(file, ...rest);
        },
      },
    });

    expect(survey.spools).toEqual([]);
  });

  it("finds nothing in a folder that is not there, and says why it does not use one", async () => {
    const directory = make();
    expect(await surveySpool({ directory })).toEqual({ directory, refused: undefined, spools: [], deadLetters: [] });
    mkdirSync(directory, { recursive: true });
    chmodSync(directory, 0o777);
    expect((await surveySpool({ directory })).refused).toBe("others can write to it");
  });

  it("counts refused records by destination, signal and reason", async () => {
    const directory = make();
    const { store } = openStore({ directory });
    const note = { signal: "traces", destination: "lab", reason: "HTTP 400" };
    store.deadLetter(Buffer.from("private"), note);
    store.deadLetter(Buffer.from("private"), note);
    store.deadLetter(Buffer.from("private"), { ...note, reason: "HTTP 422" });
    store.handOver();
    const { deadLetters } = await surveySpool({ directory });
    expect(deadLetters).toEqual([
      { ...note, records: 2 },
      { ...note, reason: "HTTP 422", records: 1 },
    ]);
  });
});

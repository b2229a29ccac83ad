import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { DeadLetters, readDeadLetters } from "../../../../src/export/spool/dead-letter.ts";
import { nodeSpoolFs, type SpoolFs } from "../../../../src/export/spool/spool-fs.ts";
import { FaultyFs } from "./faulty-fs.ts";
import { TestClock, temporaryFolder } from "./spool-fixture.ts";

const folders = temporaryFolder();
afterAll(folders.remove);
const fs = nodeSpoolFs() as SpoolFs;
const note = { reason: "400: bad span", signal: "traces", destination: "default" };

function deadLetters(directory: string, instance: string, clock = new TestClock(), maxBytes = 16 * 1024 * 1024) {
  return new DeadLetters({ fs, clock, directory, instance: instance.repeat(16), maxBytes });
}

describe("DeadLetters", () => {
  it("keeps refused records with reason and time, of all processes", async () => {
    const directory = folders.make();
    const clock = new TestClock();
    expect(deadLetters(directory, "a", clock).add(Buffer.from("one"), { ...note, scope: "s" })).toBe(true);
    clock.pass(5);
    const second = deadLetters(directory, "b", clock);
    expect(second.add(Buffer.from("two"), note)).toBe(true);
    expect(second.add(Buffer.from("three"), note)).toBe(true);
    const letters = await readDeadLetters(fs, directory);
    expect(letters.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(["one", "two", "three"]);
    expect(letters[0]).toMatchObject({ ...note, scope: "s", timeMillis: clock.wall - 5 });
    const folder = join(directory, "dead-letter");
    expect(readdirSync(folder)).toHaveLength(2);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it("lets the oldest go when there is too much", async () => {
    const directory = folders.make();
    const clock = new TestClock();
    const letters = deadLetters(directory, "c", clock, 3 * 1024 * 1024);
    for (let index = 0; index < 60; index++) {
      clock.pass(1);
      letters.add(Buffer.alloc(100_000, index), note);
    }
    await letters.prune();
    const kept = await readDeadLetters(fs, directory);
    expect(kept.length).toBeGreaterThan(20);
    expect(kept.length).toBeLessThanOrEqual(32);
    expect(kept.at(-1)?.bytes[0]).toBe(59);
    expect(kept.map(({ bytes }) => bytes[0])).toEqual(kept.map((_, index) => 60 - kept.length + index));
  });

  it("says when a record could not be kept, and goes on", () => {
    const faults = new FaultyFs();
    const directory = folders.make();
    const letters = new DeadLetters({ fs: faults.fs, clock: new TestClock(), directory, instance: "d".repeat(16) });
    faults.plan = (operation) => (operation === "write" ? { code: "ENOSPC" } : undefined);
    expect(letters.add(Buffer.from("x"), note)).toBe(false);
    faults.plan = () => undefined;
    expect(letters.add(Buffer.alloc(0x1000000), note)).toBe(false);
    expect(letters.add(Buffer.from("y"), note)).toBe(true);
  });

  it("passes over damage and other files when it is read", async () => {
    expect(await readDeadLetters(fs, folders.make())).toEqual([]);
    const directory = folders.make();
    const letters = deadLetters(directory, "e");
    for (const text of ["one", "two", "three"]) letters.add(Buffer.from(text), note);
    const path = join(directory, "dead-letter", readdirSync(join(directory, "dead-letter"))[0] ?? "");
    const bytes = Buffer.from(fs.readHead(path, 10_000));
    bytes[bytes.indexOf("two")] = 0;
    fs.writeHead(path, bytes);
    fs.writeHead(join(directory, "dead-letter", "notes.txt"), Buffer.from("x"));
    const texts = (await readDeadLetters(fs, directory)).map((letter) => Buffer.from(letter.bytes).toString());
    expect(texts).toEqual(["one", "three"]);
  });
});

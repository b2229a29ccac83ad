import { readdirSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import {
  parseCursorName,
  parseSegmentName,
  segmentFileName,
  segmentKey,
} from "../../../../src/export/spool/segment-name.ts";
import { drain, itemOf, openStore, TestClock, TestMachine, temporaryFolder } from "./spool-fixture.ts";

const folders = temporaryFolder();
afterAll(folders.remove);

const shop = { credentials: "00000001", application: "0000000a" };
const bank = { credentials: "00000002", application: "0000000b" };
/** An application of the shop's account, and the shop after its key was changed. */
const till = { credentials: "00000001", application: "0000000c" };
const movedShop = { credentials: "00000003", application: "0000000a" };

describe("segments of several senders in one folder", () => {
  it("say in their name whose they are", () => {
    const key = segmentKey(1_700_000_000_000, "0123456789abcdef", 7, shop);
    expect(parseSegmentName(segmentFileName(key, undefined))).toMatchObject({ key, sequence: 7, sender: shop });
    expect(parseCursorName(`${key}.v2.ack`)).toBe(key);
    const anybodys = segmentKey(1_700_000_000_000, "0123456789abcdef", 7);
    expect(parseSegmentName(segmentFileName(anybodys, undefined))?.sender).toBeUndefined();
  });

  it.each([
    ["another application with other credentials", bank, 0],
    ["another application of the account", till, 1],
    ["the application with other credentials", movedShop, 1],
    ["who takes all", undefined, 1],
  ])("are taken over by %s or not", async (_, sender, taken) => {
    const directory = folders.make();
    const machine = new TestMachine();
    const dead = openStore({ directory, processes: machine.start(1) }, { sender: () => shop });
    dead.spool.append(itemOf("of the shop"));
    machine.kill(1);
    const next = openStore({ directory, processes: machine.start(2) }, { sender: () => sender });
    await next.store.scan();
    expect(await drain(next.spool)).toHaveLength(taken);
  });

  it("are not in each other's way when there are many", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    for (let pid = 1; pid <= 70; pid += 1) {
      const dead = openStore({ directory, processes: machine.start(pid) }, { sender: () => bank });
      dead.spool.append(itemOf("of the bank"));
      machine.kill(pid);
    }
    const last = openStore({ directory, processes: machine.start(100) }, { sender: () => shop });
    last.spool.append(itemOf("of the shop"));
    machine.kill(100);
    const next = openStore({ directory, processes: machine.start(101) }, { sender: () => till });
    await next.store.scan();
    expect(await drain(next.spool)).toEqual(["of the shop"]);
    next.store.handOver();
    const [folder = ""] = readdirSync(directory);
    expect(readdirSync(`${directory}/${folder}`)).toHaveLength(70);
  });

  it("each tell what was open, of two spools in one thread", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const clock = new TestClock();
    const dead = openStore({ directory, clock, processes: machine.start(1) }, { sender: () => shop });
    const destination = { name: "other", url: "http://localhost:4318" };
    const resource = () => ({ bytes: Buffer.from("resource") });
    const other = dead.store.open({ fingerprint: "f", signal: "traces", destination, resource, sender: () => bank });
    dead.spool.appendStart("a".repeat(16), Buffer.from("open in the shop"), { name: "s" });
    other.append(itemOf("first"));
    // In another segment, so that its numbers are ahead of the shop's.
    clock.pass(50_000);
    other.append(itemOf("second"));
    other.appendStart("b".repeat(16), Buffer.from("open in the bank"), { name: "s" });
    machine.kill(1);
    const endInterrupted = (): Buffer => Buffer.from(", ended");
    for (const [pid, sender, left] of [
      [2, shop, ["open in the shop, ended"]],
      [3, bank, ["first", "second", "open in the bank, ended"]],
    ] as const) {
      const next = openStore({ directory, processes: machine.start(pid) }, { endInterrupted, sender: () => sender });
      await next.store.scan();
      expect(await drain(next.spool)).toEqual(left);
      next.store.handOver();
    }
  });
});

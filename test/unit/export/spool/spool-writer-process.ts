import { writeFileSync } from "node:fs";
import { itemOf, openStore, scope } from "./spool-fixture.ts";

// A process that records as fast as it can, and counts what it was told is safe: `<directory> <name> <records> <counter file>`.
const [directory = "", name = "", records = "0", counter = ""] = process.argv.slice(2);
const { store, spool } = openStore({ directory });
const span = Buffer.from(name).toString("hex").padStart(16, "0");
spool.appendStart(span, Buffer.from(`open ${name}`), scope);
for (let index = 0; index < Number(records); index++) {
  if (!spool.append(itemOf(`${name} ${index}`.padEnd(700)))) throw new Error(spool.failure);
  // In place: the file always holds the whole number.
  writeFileSync(counter, String(index + 1).padStart(9), { flag: index === 0 ? "w" : "r+" });
  if (index % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
}
spool.endStart(span);
store.handOver();

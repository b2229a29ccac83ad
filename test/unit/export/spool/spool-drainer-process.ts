import type { InterruptedSpan } from "../../../../src/export/spool/recover-starts.ts";
import { drain, openStore } from "./spool-fixture.ts";

// A process that takes over whatever it finds until it is told that no more will come, and then says what it had: `<directory>`.
const [directory = ""] = process.argv.slice(2);
const endInterrupted = (_: InterruptedSpan): Buffer => Buffer.from(" interrupted");
const { store, spool } = openStore({ directory }, { endInterrupted });
const texts: string[] = [];
let last = false;
process.once("message", () => {
  last = true;
});
process.send?.("ready");
for (let finished = false; !finished; ) {
  finished = last;
  await store.scan();
  texts.push(...(await drain(spool, 100)));
}
store.handOver();
process.send?.(
  texts.map((text) => text.trim()),
  () => process.disconnect(),
);

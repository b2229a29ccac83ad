import { openStore } from "../../../../src/inspector/store/open-store.ts";
import { traces } from "../../../unit/inspector/store/otlp-requests.ts";

/** Writes spans into the store that is named until it is killed, and prints the number of each request when it is acknowledged. */
const [path = ""] = process.argv.slice(2);
const store = await openStore({ path });
process.stdout.write("open\n");
let next = 0;
const send = async (): Promise<void> => {
  for (;;) {
    const number = next++;
    const spans = Array.from({ length: 1 + (number % 90) }, (_, index) => ({
      trace: number,
      span: number * 100 + index,
      attributes: { "session.id": `s${number % 7}`, text: `request ${number}` },
    }));
    await store.ingest("traces", "json", traces(spans));
    process.stdout.write(`${number}\n`);
  }
};
await Promise.all(Array.from({ length: 5 }, send));

/** Events of your own: defined once, checked by the compiler, counted by a metric. */
import { defineEvent, init } from "agentscribe";
import { startReceiver } from "./support/otlp-receiver.ts";

const refund = defineEvent({
  name: "shop.refund",
  description: "The agent granted a refund.",
  stability: "stable",
  attributes: {
    reason: {
      attribute: "shop.refund.reason",
      type: "string",
      class: "name",
      required: true,
      values: ["late", "broken"],
      description: "Why.",
    },
    eur: { attribute: "shop.refund.eur", type: "double", class: "number", unit: "EUR", description: "How much." },
    note: {
      attribute: "shop.refund.note",
      type: "string",
      class: "content",
      kind: "responses",
      description: "What the agent wrote; sent only where responses are captured.",
    },
  },
  metric: {
    name: "shop.refunds",
    instrument: "counter",
    unit: "EUR",
    description: "Refunds.",
    value: "eur",
    attributes: ["reason"],
  },
});

const backend = await startReceiver();
const telemetry = init({ service: { name: "own-events" }, exporters: [{ url: backend.url }] });
telemetry.record(refund, { reason: "late", eur: 12.5, note: "Sorry for the delay, Ann." });
telemetry.record(refund, { reason: "broken", eur: 30 });
await telemetry.shutdown();

for (const { eventName, attributes } of backend.logs()) {
  console.log(
    eventName,
    attributes["shop.refund.reason"],
    attributes["shop.refund.eur"],
    attributes["shop.refund.note"],
  );
}
for (const { name, points } of backend.metrics()) {
  console.log(
    name,
    points
      .map((point) => `${point.attributes["shop.refund.reason"]}=${point.value}`)
      .sort()
      .join(" "),
  );
}
await backend.close();

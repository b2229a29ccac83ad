/** Ends one tool, then has an agent open until it is killed. */
import { init } from "agentscribe";

const telemetry = init({ service: { name: "killed-bot" } });
await telemetry.session({ id: "thread-1" }, async () => {
  await telemetry.tool({ name: "first" }, () => Promise.resolve(1));
  await telemetry.agent({ name: "endless" }, async () => {
    await new Promise((done) => setTimeout(done, 300));
    console.log("open");
    await new Promise((done) => setTimeout(done, 60_000));
  });
});

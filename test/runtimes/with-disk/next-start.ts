/** What starts after a process died: its records are sent. */
import { init } from "agentscribe";

const telemetry = init({ service: { name: "killed-bot" } });
console.log(telemetry.describe());
await telemetry.flush();
await telemetry.shutdown();

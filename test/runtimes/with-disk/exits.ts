import { init } from "agentscribe";

const telemetry = init({ service: { name: "killed-bot" } });
await telemetry.tool({ name: "last" }, () => Promise.resolve(1));
process.exit(3);

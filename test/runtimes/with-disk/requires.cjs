const { init } = require("agentscribe");
const telemetry = init({ service: { name: "cjs-bot" } });
telemetry.tool({ name: "required" }, () => Promise.resolve(1)).then(() => telemetry.shutdown());

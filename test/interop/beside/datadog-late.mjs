import { init } from "agentscribe";
import tracer from "dd-trace";
import { serve } from "./shop.mjs";

const telemetry = init({ service: { name: "shop" } }); // the wrong way round
tracer.init({ service: "shop", plugins: false });
new tracer.TracerProvider().register();
await serve(tracer, telemetry);

import { init } from "agentscribe";
import tracer from "dd-trace";
import { serve } from "./shop.mjs";

tracer.init({ service: "shop", plugins: false });
await serve(tracer, init({ service: { name: "shop" } }));

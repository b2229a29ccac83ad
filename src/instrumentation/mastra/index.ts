export { type MastraBridge, type MastraSpanIds, mastraBridge } from "./bridge.ts";

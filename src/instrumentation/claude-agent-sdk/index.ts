export { unwrap } from "../instrument.ts";
export { wrapQuery } from "./wrap-query.ts";

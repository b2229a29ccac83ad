import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

/** Collects at once what nobody holds. Who is told of that is told in a later turn of the loop. */
export const collectGarbage: () => void = runInNewContext("gc");

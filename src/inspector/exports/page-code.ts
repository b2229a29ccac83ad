import { readFile } from "node:fs/promises";
import { ownFile } from "../own-file.ts";
import type { PageCode } from "./html-file.ts";

/** Where the built page is: beside the bundle, or where a build from this source puts it. */
export const PAGE_FOLDER: URL = ownFile("./page/", "../../dist/page/");

/** The page's code as it was built. @throws Error that says what to do when it was not */
export async function readPageCode(): Promise<PageCode> {
  const script = await readFile(new URL("page.js", PAGE_FOLDER), "utf8").catch(() => {
    throw new Error("the page is not built; run npm run build");
  });
  return { script, style: await readFile(new URL("page.css", PAGE_FOLDER), "utf8").catch(() => "") };
}

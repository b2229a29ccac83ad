import { nodeSpoolFs } from "../../../../src/export/spool/spool-fs.ts";
import { createSpoolStore } from "../../../../src/export/spool/spool-store.ts";

// A process that looks at the files of others on a slow disk and has nothing else to do: `<directory> <milliseconds a file>`.
const [directory = "", millis = "0"] = process.argv.slice(2);
const fs = nodeSpoolFs();
if (fs === undefined) throw new Error("no file system");
const lookUp = async (path: string): ReturnType<typeof fs.lookUp> => {
  await new Promise((resolve) => setTimeout(resolve, Number(millis)));
  return fs.lookUp(path);
};
createSpoolStore({ directory, fs: { ...fs, lookUp } })?.start();

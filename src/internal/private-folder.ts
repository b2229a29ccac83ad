/**
 * Makes a folder that only the user can enter, and those above it that are missing.
 *
 * `mkdirSync` with `recursive` is not used: it never returns where a file system answers "no such file" to a new folder, as `/proc` does.
 *
 * @throws what the file system says when the folder cannot be made
 */
export function makePrivateFolder(folder: string): void {
  const fs = process.getBuiltinModule("node:fs");
  const path = process.getBuiltinModule("node:path");
  if (fs.existsSync(folder)) return;
  const above = path.dirname(folder);
  if (above !== folder) makePrivateFolder(above);
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it in between.
    if (!fs.existsSync(folder)) throw error;
  }
}

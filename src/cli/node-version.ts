/** The oldest Node that this package runs in, as its package.json says. Older ones lack modules that commands load, and say that in their own words. */
export const OLDEST_NODE = "22.15";

export function isOldNode(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split(".").map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

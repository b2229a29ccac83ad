/** A copy of an object with other values for some of the properties it has. */
export function copyWith(original: object, changes: Readonly<Record<string, unknown>>): object {
  const properties: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(original);
  for (const [key, value] of Object.entries(changes)) {
    const own = properties[key];
    if (own !== undefined)
      properties[key] = { value, enumerable: own.enumerable ?? false, configurable: true, writable: true };
  }
  return Object.create(Object.getPrototypeOf(original) as object | null, properties) as object;
}

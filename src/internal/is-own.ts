const ownProperty = Object.prototype.hasOwnProperty;

/**
 * Whether a property that `for in` lists is the object's own: an application may have given one to all objects. V8 leaves this out of the loop where the object
 * has its properties from its shape, which it does not with `Object.hasOwn`.
 */
export function isOwn(object: object, key: string): boolean {
  return ownProperty.call(object, key);
}

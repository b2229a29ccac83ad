import { attempt } from "../../internal/attempt.ts";
import type { AnyFunction } from "../observed-method.ts";
import { isObserved, patchMethod, type Restore } from "../patch.ts";

/**
 * Shows what a getter of an object or prototype gives, before its reader has it: parts of a client that are made when they are first
 * asked for.
 *
 * @returns how to undo it; absent when there is no such getter or when it is observed already
 */
export function observeGetter(target: object, name: string, see: (value: unknown) => void): Restore | undefined {
  const found = descriptorOf(target, name);
  if (found?.get === undefined || isObserved(found.get)) return undefined;
  const own = Object.getOwnPropertyDescriptor(target, name);
  const holder = { get: found.get };
  patchMethod(
    holder,
    "get",
    (original: AnyFunction) =>
      function (this: unknown): unknown {
        const value = Reflect.apply(original, this, []);
        attempt(() => see(value));
        return value;
      },
  );
  const isSet = Reflect.defineProperty(target, name, {
    ...found,
    get: holder.get,
    enumerable: own?.enumerable ?? false,
  });
  if (!isSet) return undefined;
  return () => {
    if (Object.getOwnPropertyDescriptor(target, name)?.get !== holder.get) return;
    if (own === undefined) Reflect.deleteProperty(target, name);
    else Reflect.defineProperty(target, name, own);
  };
}

function descriptorOf(target: object, name: string): PropertyDescriptor | undefined {
  for (let place: object | null = target; place !== null; place = Object.getPrototypeOf(place) as object | null) {
    const found = Object.getOwnPropertyDescriptor(place, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

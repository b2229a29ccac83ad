/** `Promise.withResolvers()`, which is missing from a `Promise` that the application has put in place of the runtime's, as bluebird's. */
export function deferred<T>(): PromiseWithResolvers<T> {
  let resolve: PromiseWithResolvers<T>["resolve"] | undefined;
  let reject: PromiseWithResolvers<T>["reject"] | undefined;
  const promise = new Promise<T>((resolves, rejects) => {
    resolve = resolves;
    reject = rejects;
  });
  return { promise, resolve, reject } as PromiseWithResolvers<T>;
}

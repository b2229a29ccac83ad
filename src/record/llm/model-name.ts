/**
 * Makes `provider/model` of both. The text that was made last is given again while both are the same, as they mostly are: whoever looks something up
 * by a text that is new has to read all of it first.
 */
export function createModelNames(): (provider: string, model: string) => string {
  let lastProvider = "";
  let lastModel = "";
  let last = "/";
  return (provider, model) => {
    if (provider !== lastProvider || model !== lastModel) {
      lastProvider = provider;
      lastModel = model;
      last = `${provider}/${model}`;
    }
    return last;
  };
}

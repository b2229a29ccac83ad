// What is required as JSON, and as CommonJS, must stay that with the hooks of the zero-code start.
console.log(require("./data.json").answer, require("./part.cjs"));

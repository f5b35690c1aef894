// Says as JSON what tokens the scripts on standard input have: [{name, text}] -> {name: [[kind, text], ...]}.
// The parser is Node's own, asked for by --expose-internals.
const acorn = require("internal/deps/acorn/acorn/dist/acorn");

let given = "";
process.stdin.on("data", (piece) => (given += piece));
process.stdin.on("end", () => {
  const said = {};
  for (const { name, text } of JSON.parse(given)) {
    const how = { ecmaVersion: "latest", sourceType: "module", allowAwaitOutsideFunction: true };
    acorn.parse(text, how);
    said[name] = [...acorn.tokenizer(text, how)].map((token) => [token.type.label, text.slice(token.start, token.end)]);
  }
  process.stdout.write(JSON.stringify(said));
});

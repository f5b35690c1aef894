// Copies the third-party files that the product serves out of node_modules into verifier/static/vendor, and presses them for the way.
// The folder is git-ignored: what stands there always comes from the locked packages.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { constants, createBrotliCompress } from "node:zlib";

const checkout = join(dirname(fileURLToPath(import.meta.url)), "..");
const vendor = join(checkout, "verifier", "static", "vendor");
const packages = join(checkout, "node_modules");

const FILES = [
  ["@digdir/designsystemet-css/dist/theme/designsystemet.css", "designsystemet/theme.css"],
  ["@digdir/designsystemet-css/LICENSE", "designsystemet/LICENSE"],
  ["zxing-wasm/dist/es/share.js", "zxing/share.js"],
  ["zxing-wasm/dist/es/reader/index.js", "zxing/reader/index.js"],
  ["zxing-wasm/dist/reader/zxing_reader.wasm", "zxing/zxing_reader.wasm"],
  ["zxing-wasm/LICENSE", "zxing/LICENSE"],
  // Names the licences of what is compiled into the .wasm.
  ["zxing-wasm/README.md", "zxing/README.md"],
];
// The parts of the design system that our pages use, in its own order and layers: all of it weighs three times as much.
// tests/house/test_packaging.py finds the part that a page uses and this list lacks.
const DESIGN = "@digdir/designsystemet-css/dist/src";
const LAYERS = "@layer ds.theme, ds.base, ds.components;\n";
const DESIGN_PARTS = [
  ["ds.base", "base"],
  ["ds.base", "label"],
  ["ds.components", "link"],
  ["ds.base", "validation-message"],
  ["ds.components", "data-size-workaround"],
  ["ds.components", "button"],
  ["ds.components", "input"],
  ["ds.components", "field"],
  ["ds.components", "alert"],
  ["ds.components", "skip-link"],
];
const PRESSED = /\.(css|js|wasm)$/;
const WASM_DATA = 11;

/** The design system's parts as one sheet. */
async function design() {
  const sheets = await Promise.all(DESIGN_PARTS.map(async ([layer, name]) => {
    const sheet = await readFile(join(packages, DESIGN, `${name}.css`), "utf8");
    return `@layer ${layer}{${sheet.trim()}}\n`;
  }));
  return LAYERS + sheets.join("");
}

/** Where the data of a WebAssembly module begins: it is unlike the code before it, and pressed apart from it. */
function dataOf(wasm) {
  for (let at = 8; at < wasm.length;) {
    const id = wasm[at++];
    let size = 0;
    for (let shift = 0, more = 128; more & 128; shift += 7) {
      more = wasm[at++];
      size |= (more & 127) << shift;
    }
    if (id === WASM_DATA) return at;
    at += size;
  }
  return 0;
}

/** The content pressed by brotli; `cut`: where another kind of content begins. */
async function pressed(content, cut) {
  const press = createBrotliCompress({ params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } });
  const whole = press.toArray();
  if (cut > 0) {
    press.write(content.subarray(0, cut));
    await new Promise((done) => press.flush(constants.BROTLI_OPERATION_FLUSH, done));
  }
  press.end(content.subarray(cut));
  return Buffer.concat(await whole);
}

async function put(name, content) {
  const path = join(vendor, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  if (PRESSED.test(name)) await writeFile(`${path}.br`, await pressed(content, name.endsWith(".wasm") ? dataOf(content) : 0));
}

await rm(vendor, { recursive: true, force: true });
for (const [from, to] of FILES) await put(to, await readFile(join(packages, from)));
await put("designsystemet/index.css", Buffer.from(await design()));

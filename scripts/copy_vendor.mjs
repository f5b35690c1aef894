// Copies the third-party files that the product serves out of node_modules into verifier/static/vendor.
// The folder is git-ignored: what stands there always comes from the locked packages.
import { cp, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const checkout = join(dirname(fileURLToPath(import.meta.url)), "..");
const vendor = join(checkout, "verifier", "static", "vendor");

const FILES = [
  ["@digdir/designsystemet-css/dist/src/index.css", "designsystemet/index.css"],
  ["@digdir/designsystemet-css/dist/theme/designsystemet.css", "designsystemet/theme.css"],
  ["@digdir/designsystemet-css/LICENSE", "designsystemet/LICENSE"],
  ["zxing-wasm/dist/es/share.js", "zxing/share.js"],
  ["zxing-wasm/dist/es/reader/index.js", "zxing/reader/index.js"],
  ["zxing-wasm/dist/reader/zxing_reader.wasm", "zxing/zxing_reader.wasm"],
  ["zxing-wasm/LICENSE", "zxing/LICENSE"],
  // Names the licences of what is compiled into the .wasm.
  ["zxing-wasm/README.md", "zxing/README.md"],
];

await rm(vendor, { recursive: true, force: true });
for (const [from, to] of FILES) {
  await mkdir(dirname(join(vendor, to)), { recursive: true });
  await cp(join(checkout, "node_modules", from), join(vendor, to));
}

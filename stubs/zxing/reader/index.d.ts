/** The copy of zxing-wasm's reader in static/vendor: its types are those of the package. */
export { prepareZXingModule, readBarcodes, type ReaderOptions, type ReadResult } from "zxing-wasm/reader";

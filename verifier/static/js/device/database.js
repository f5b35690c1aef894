/**
 * One IndexedDB database: opened when first asked, opened once more when the system closed it under us.
 * Every transaction is strict: its answer is given only when the bytes are on the disk.
 */

const OPEN_LIMIT_MS = 8_000;

/** What the browser says when the connection died; asking once more on a new one may cure it. */
const DIED = new Set(["InvalidStateError", "UnknownError", "AbortError"]);

/** @typedef {Record<string, IDBObjectStore>} Stores */
/** @typedef {(db: IDBDatabase, from: number) => void} Upgrade from: the version found, 0 for none */

/**
 * One request as a promise.
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** A named database with its schema. */
export class Database {
  /** @type {Promise<IDBDatabase> | null} */
  #opening = null;

  /**
   * @param {IDBFactory} factory
   * @param {{name: string, version: number, upgrade: Upgrade}} schema upgrade only ever adds, so that older rows stay
   */
  constructor(factory, schema) {
    this.factory = factory;
    this.schema = schema;
  }

  /**
   * Runs work in one transaction and gives its answer once the transaction is complete; work that fails changes nothing.
   * @template T
   * @param {string[]} names
   * @param {IDBTransactionMode} mode
   * @param {(stores: Stores) => Promise<T>} work awaits nothing but requests of this transaction; may run twice
   * @returns {Promise<T>}
   */
  async run(names, mode, work) {
    try {
      return await this.#once(names, mode, work);
    } catch (error) {
      if (!(error instanceof DOMException && DIED.has(error.name))) throw error;
      this.#opening = null;
      return this.#once(names, mode, work);
    }
  }

  /** Closes the connection; the next call opens it again. */
  async close() {
    const opening = this.#opening;
    this.#opening = null;
    // One that never opened needs no closing: who asked for it was told.
    await opening?.then((db) => db.close(), () => undefined);
  }

  /**
   * @template T
   * @param {string[]} names
   * @param {IDBTransactionMode} mode
   * @param {(stores: Stores) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async #once(names, mode, work) {
    const db = await this.#connection();
    const transaction = db.transaction(names, mode, { durability: "strict" });
    const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
    const [done, ended] = await Promise.allSettled([worked(transaction, () => work(stores)), completed(transaction)]);
    if (done.status === "fulfilled" && ended.status === "fulfilled") return done.value;
    // A full disk is told by the transaction; its requests only say that they were broken off.
    throw transaction.error ?? (done.status === "rejected" ? done.reason : undefined) ?? aborted();
  }

  /** @returns {Promise<IDBDatabase>} */
  #connection() {
    if (this.#opening) return this.#opening;
    const opening = opened(this.factory, this.schema, () => this.#forget(opening));
    opening.catch(() => this.#forget(opening));
    this.#opening = opening;
    return opening;
  }

  /** @param {Promise<IDBDatabase>} opening a late word about an older connection must not take away the newer one */
  #forget(opening) {
    if (this.#opening === opening) this.#opening = null;
  }
}

/**
 * @param {IDBFactory} factory
 * @param {{name: string, version: number, upgrade: Upgrade}} schema
 * @param {() => void} lost called when the connection ends by itself
 * @returns {Promise<IDBDatabase>} rejects when it does not open in time, such as while an older tab holds it
 */
function opened(factory, { name, version, upgrade }, lost) {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, version);
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      reject(new DOMException("the database does not open", "TimeoutError"));
    }, OPEN_LIMIT_MS);
    request.onupgradeneeded = (event) => upgrade(request.result, event.oldVersion);
    request.onerror = () => {
      clearTimeout(limit);
      reject(request.error);
    };
    request.onsuccess = () => {
      clearTimeout(limit);
      if (late) request.result.close();
      else resolve(watched(request.result, lost));
    };
  });
}

/** @param {IDBDatabase} db @param {() => void} lost */
function watched(db, lost) {
  db.onclose = lost;
  // Another tab brings a newer schema: give way, and open again when next asked.
  db.onversionchange = () => {
    db.close();
    lost();
  };
  return db;
}

/**
 * The work's answer; when it fails, what it wrote so far is taken back. Work that fails because the transaction
 * was taken from under it says only that: the transaction was broken off.
 * @template T
 * @param {IDBTransaction} transaction
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function worked(transaction, work) {
  try {
    return await work();
  } catch (error) {
    throw takenBack(transaction) ? error : aborted();
  }
}

/** @param {IDBTransaction} transaction @returns {boolean} false when it had already ended by itself */
function takenBack(transaction) {
  try {
    transaction.abort();
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === "InvalidStateError") return false;
    throw error;
  }
}

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
function completed(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? aborted());
  });
}

/** @returns {DOMException} */
function aborted() {
  return new DOMException("the transaction was broken off", "AbortError");
}

/** The last copy of what was read, kept on the device for reading offline; gone after sign-out, 401 and 404. */
import type { QueryClient, QueryKey } from "@tanstack/react-query";

interface Copy {
  hash: string;
  key: QueryKey;
  data: unknown;
  at: number;
}

const NAME = "inloop-last-seen";
const STORE = "answers";
const LONGEST_MS = 14 * 24 * 3600_000;

function openStore(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "hash" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error("The store of last copies could not be opened."));
  });
}

async function within<Result>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<Result>): Promise<Result> {
  const database = await openStore();
  try {
    return await new Promise<Result>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const asked = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = () => reject(transaction.error ?? new Error("The store of last copies refused."));
    });
  } finally {
    database.close();
  }
}

export const dropCopy = (hash: string): Promise<undefined> => within("readwrite", (store) => store.delete(hash));
export const wipeCopies = (): Promise<undefined> => within("readwrite", (store) => store.clear());

/** Puts the kept copies into the cache with their age, so that they are shown at once and asked for again. */
async function restore(client: QueryClient): Promise<void> {
  const copies = await within("readonly", (store) => store.getAll() as IDBRequest<Copy[]>);
  for (const { hash, key, data, at } of copies) {
    if (Date.now() - at > LONGEST_MS) await dropCopy(hash);
    else client.setQueryData(key, data, { updatedAt: at });
  }
  // However young a copy is: meanwhile the session or the access may have ended.
  await client.invalidateQueries({ refetchType: "none" });
}

/** Restores what is kept, then keeps every good answer whose question says `keep`. A device without storage keeps nothing. */
export async function keepLastSeen(client: QueryClient): Promise<void> {
  if (typeof indexedDB === "undefined") return;
  try {
    await restore(client);
  } catch {
    return;
  }
  client.getQueryCache().subscribe((event) => {
    if (event.type !== "updated" || event.action.type !== "success" || !event.query.meta?.keep) return;
    const { queryHash: hash, queryKey: key, state } = event.query;
    void within("readwrite", (store) => store.put({ hash, key, data: state.data, at: state.dataUpdatedAt })).catch(() => undefined);
  });
}

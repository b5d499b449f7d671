/// <reference lib="webworker" />
/** Keeps the client itself for a start without network. Never anything of /v1: data is the app's business. */
export {};
declare const self: ServiceWorkerGlobalScope;
declare const __KEPT_PATHS__: string[];
declare const __KEPT_VERSION__: string;

const SHELL = `inloop-shell-${__KEPT_VERSION__}`;
const ASSETS = "inloop-assets";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(__KEPT_PATHS__)));
});

self.addEventListener("activate", (event) => {
  const drop = async (): Promise<void> => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("inloop-shell-") && name !== SHELL).map((name) => caches.delete(name)));
  };
  event.waitUntil(drop());
});

/** Hashed files never change: from the cache, else from the network and kept. */
async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) await (await caches.open(ASSETS)).put(request, fresh.clone());
  return fresh;
}

/** Pages come from the network, so that an update is seen at once; without it, the kept shell starts. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (unreachable) {
    const kept = await caches.match("/");
    if (kept) return kept;
    throw unreachable;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || url.pathname.startsWith("/v1")) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
});

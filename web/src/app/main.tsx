import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { dropCopy, keepLastSeen } from "@/api/lastSeen";
import { makeQueryClient } from "@/api/questions";
import { formattingLocale, preferredLocale, showLocale } from "@/i18n/locale";
import { useLanguage } from "@/i18n/language";
import { WordsProvider } from "@/i18n/words";
import { AriaProvider } from "@/ui/AriaProvider";
import "@/tokens/base.css";
import { reloadAfterUpdate } from "./ErrorPage";
import { makeRouter } from "./routes";

const router = makeRouter();
const client = makeQueryClient((hash) => void dropCopy(hash).catch(() => undefined));

function App(): ReactNode {
  const language = useLanguage();
  return (
    <AriaProvider locale={formattingLocale(language)} go={(href) => router.history.push(href)}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </AriaProvider>
  );
}

async function start(): Promise<void> {
  reloadAfterUpdate();
  await Promise.all([showLocale(preferredLocale()), keepLastSeen(client)]);
  const place = document.getElementById("root");
  if (!place) throw new Error("index.html has no #root.");
  createRoot(place).render(
    <StrictMode>
      <WordsProvider>
        <App />
      </WordsProvider>
    </StrictMode>,
  );
  if (import.meta.env.PROD && "serviceWorker" in navigator) void navigator.serviceWorker.register("/sw.js");
}

void start();

/** Renders a part as the app would: words, language, and a cache of its own. */
import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactElement } from "react";
import { makeQueryClient } from "@/api/questions";
import { WordsProvider } from "@/i18n/words";
import { AriaProvider } from "@/ui/AriaProvider";

export function show(part: ReactElement) {
  const client = makeQueryClient();
  const visited: string[] = [];
  const shown = render(part, {
    wrapper: ({ children }) => (
      <WordsProvider>
        <AriaProvider locale="en-GB" go={(href) => visited.push(href)}>
          <QueryClientProvider client={client}>{children}</QueryClientProvider>
        </AriaProvider>
      </WordsProvider>
    ),
  });
  return { ...shown, client, visited, user: userEvent.setup() };
}

import type { ReactNode } from "react";
import { I18nProvider, RouterProvider } from "react-aria-components";

/** Language of the parts, and how their links travel without loading the page anew. */
export function AriaProvider({ locale, go, children }: { locale: string; go: (href: string) => void; children: ReactNode }): ReactNode {
  return (
    <I18nProvider locale={locale}>
      <RouterProvider navigate={go}>{children}</RouterProvider>
    </I18nProvider>
  );
}

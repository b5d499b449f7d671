import { useLingui } from "@lingui/react";
import type { Locale } from "./locale";

/** The language that is shown now. */
export const useLanguage = (): Locale => useLingui().i18n.locale as Locale;

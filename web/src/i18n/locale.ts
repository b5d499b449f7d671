/** The reader's language: chosen by hand, else the browser's, else English. */
import { i18n, type Messages } from "@lingui/core";

export const LOCALES = ["en", "de"] as const;
export type Locale = (typeof LOCALES)[number];

const CHOICE = "inloop.locale";

type Loader = () => Promise<{ messages: Messages }>;

const catalogs: Record<Locale, { first: Loader; rest: Loader }> = {
  en: { first: () => import("catalog:en"), rest: () => import("catalog:en+") },
  de: { first: () => import("catalog:de"), rest: () => import("catalog:de+") },
};

/** Whether the words of all screens are wanted, or only those of the first page. */
let areAllWanted = false;

const isLocale = (value: unknown): value is Locale => LOCALES.includes(value as Locale);

/** What the reader chose by hand on this device, if anything. */
export function chosenLocale(): Locale | null {
  const chosen = localStorage.getItem(CHOICE);
  return isLocale(chosen) ? chosen : null;
}

/** The language to show: the choice, or the first of the browser's languages that we speak. */
export function preferredLocale(languages: readonly string[] = navigator.languages): Locale {
  const spoken = languages.map((tag) => tag.split("-")[0]).find(isLocale);
  return chosenLocale() ?? spoken ?? "en";
}

/** Loads the messages of a language and shows it from now on. */
export async function showLocale(locale: Locale): Promise<void> {
  const [first, rest] = await Promise.all([catalogs[locale].first(), areAllWanted ? catalogs[locale].rest() : null]);
  i18n.loadAndActivate({ locale, messages: { ...first.messages, ...rest?.messages } });
  document.documentElement.lang = locale;
}

/** Loads the words of the screens beyond the first page; quick when they are there. */
export async function wantAllWords(): Promise<void> {
  if (areAllWanted) return;
  areAllWanted = true;
  await showLocale(i18n.locale as Locale);
}

/** Remembers a choice made by hand; null follows the browser again. */
export async function chooseLocale(locale: Locale | null): Promise<void> {
  if (locale) localStorage.setItem(CHOICE, locale);
  else localStorage.removeItem(CHOICE);
  await showLocale(preferredLocale());
}

/** The tag for Intl: the browser's own regional variant of the shown language, so that "en-GB" keeps its dates. */
export function formattingLocale(locale: string, languages: readonly string[] = navigator.languages): string {
  return languages.find((tag) => tag === locale || tag.startsWith(`${locale}-`)) ?? (locale === "en" ? "en-GB" : locale);
}

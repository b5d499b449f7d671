import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { Account } from "@/api/me";
import { signOut } from "@/api/session";
import { chooseLocale, type Locale, LOCALES } from "@/i18n/locale";
import { useWords } from "@/i18n/words";
import { useLanguage } from "@/i18n/language";
import { places } from "@/places/places";
import { Button } from "@/ui/Button";
import { Disclosure } from "@/ui/Disclosure";
import { Icon } from "@/ui/Icon";
import { Link } from "@/ui/Link";
import css from "./AccountMenu.module.css";
import { PERSONAL } from "./navigation";
import { hasScreen, type makeRouter } from "./routes";
import { chosenTheme, chooseTheme, type Theme, THEMES } from "./theme";

/** The person: own places, language and theme of this device, and the way out. */
export function AccountMenu({ account }: { account: Account }): ReactNode {
  const say = useWords();
  const router = useRouter() as ReturnType<typeof makeRouter>;
  return (
    <Disclosure label={account.name} icon="account" name={say("account.menu", { name: account.name })} side="above" className={css["button"]}>
      {(close) => (
        <div className={css["panel"]}>
          <p className={css["email"]}>{account.email}</p>
          {PERSONAL.filter(({ route }) => hasScreen(router, route)).map(({ href, label, icon }) => (
            <div key={href} className={css["link"]}>
              <Icon name={icon} />
              <Link href={href} look="quiet" onPress={close}>
                {say(label)}
              </Link>
            </div>
          ))}
          <Picks />
          <Leave />
        </div>
      )}
    </Disclosure>
  );
}

function Picks(): ReactNode {
  const say = useWords();
  const language = useLanguage();
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  return (
    <>
      <label className={css["pick"]}>
        <span>{say("account.language")}</span>
        <select value={language} onChange={(event) => void chooseLocale(event.target.value as Locale)}>
          {LOCALES.map((locale) => (
            <option key={locale} value={locale} lang={locale}>
              {say(`language.${locale}`)}
            </option>
          ))}
        </select>
      </label>
      <label className={css["pick"]}>
        <span>{say("account.theme")}</span>
        <select
          value={theme}
          onChange={(event) => {
            setTheme(event.target.value as Theme);
            chooseTheme(event.target.value as Theme);
          }}
        >
          {THEMES.map((one) => (
            <option key={one} value={one}>
              {say(`theme.${one}`)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

function Leave(): ReactNode {
  const say = useWords();
  const client = useQueryClient();
  const router = useRouter();
  const [state, setState] = useState<"idle" | "leaving" | "failed">("idle");
  const leave = (): void => {
    setState("leaving");
    signOut(client).then(
      () => router.history.replace(places.signIn()),
      () => setState("failed"),
    );
  };
  return (
    <>
      <Button icon="out" wide isPending={state === "leaving"} onPress={leave}>
        {say("account.signOut")}
      </Button>
      <p role="status" className={css["failed"]}>
        {state === "failed" && say("account.signOutFailed")}
      </p>
    </>
  );
}

/** The page of the way in: what Inloop is on one side, the one thing to do on the other. */
import { Outlet } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useWords } from "@/i18n/words";
import css from "./Brand.module.css";
import { Logo } from "./Logo";

export function Brand(): ReactNode {
  const say = useWords();
  return (
    <div className={css["page"]}>
      <header className={css["brand"]}>
        <Logo />
        <div className={css["promise"]}>
          <p className={css["claim"]}>{say("brand.claim")}</p>
          <ol className={css["promises"]}>
            <li>{say("brand.level")}</li>
            <li>{say("brand.fallout")}</li>
            <li>{say("brand.rhythm")}</li>
          </ol>
        </div>
      </header>
      <main className={css["main"]} id="main">
        <div className={css["column"]}>
          <Outlet />
        </div>
      </main>
    </div>
  );
}

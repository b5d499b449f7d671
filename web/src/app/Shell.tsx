/** The frame: navigation at the side on a desk, at the bottom on a phone; the screen in the middle. */
import { useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Account, Project, Viewer } from "@/api/me";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Disclosure } from "@/ui/Disclosure";
import { Icon } from "@/ui/Icon";
import { Link } from "@/ui/Link";
import { Toasts } from "@/ui/Toasts";
import { AccountMenu } from "./AccountMenu";
import { Logo } from "./Logo";
import { HOME, type NavItem, projectNavigation } from "./navigation";
import { hasScreen, type makeRouter } from "./routes";
import css from "./Shell.module.css";

export interface ShellProps {
  account: Account;
  projects: readonly Project[];
  pathname: string;
  project?: { id: string; name: string | undefined; viewer: Viewer | undefined };
  banner: ReactNode;
  children: ReactNode;
}

/** Places on the bottom bar of a phone; the rest is behind "More". */
const ON_THE_BAR = 4;

export function Shell({ account, projects, pathname, project, banner, children }: ShellProps): ReactNode {
  const say = useWords();
  const router = useRouter() as ReturnType<typeof makeRouter>;
  const items = (project ? [HOME, ...projectNavigation(project.id, project.viewer)] : [HOME]).filter(({ route }) => hasScreen(router, route));
  const isHere = ({ href, exact }: NavItem): boolean => pathname === href || (!exact && pathname.startsWith(`${href}/`));
  const here = items.filter(isHere).sort((one, other) => other.href.length - one.href.length)[0];
  return (
    <div className={css["frame"]}>
      <a className={css["skip"]} href="#main">
        {say("nav.skip")}
      </a>
      <header className={css["side"]}>
        <div className={css["logo"]}>
          <Logo />
        </div>
        <ProjectSwitcher projects={projects} current={project} />
        <nav className={css["places"]} aria-label={say("nav.places")}>
          <NavList items={items} here={here} />
        </nav>
        <div className={css["person"]}>
          <AccountMenu account={account} />
        </div>
      </header>
      <main className={css["main"]} id="main" tabIndex={-1}>
        {banner}
        {children}
      </main>
      <nav className={css["bar"]} aria-label={say("nav.places")}>
        <NavList items={items.slice(0, ON_THE_BAR)} here={here} />
        {items.length > ON_THE_BAR && (
          <Disclosure label={say("nav.more")} icon="more" side="above" className={css["more"]}>
            {() => <NavList items={items.slice(ON_THE_BAR)} here={here} />}
          </Disclosure>
        )}
      </nav>
      <Toasts />
    </div>
  );
}

function NavList({ items, here }: { items: readonly NavItem[]; here: NavItem | undefined }): ReactNode {
  const say = useWords();
  const router = useRouter();
  return (
    <ul className={css["list"]}>
      {items.map((item) => (
        <li key={item.href}>
          <a
            className={css["place"]}
            href={item.href}
            aria-current={item === here ? "page" : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
              event.preventDefault();
              router.history.push(item.href);
            }}
          >
            <Icon name={item.icon} />
            <span>{say(item.label)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function ProjectSwitcher({ projects, current }: { projects: readonly Project[]; current: ShellProps["project"] }): ReactNode {
  const say = useWords();
  if (projects.length === 0) return null;
  const only = projects.length === 1 ? projects[0] : undefined;
  if (only && current?.id === only.id) return <p className={css["only"]}>{only.name}</p>;
  return (
    <Disclosure label={current?.name ?? say("nav.chooseProject")} name={say("nav.switchProject", { name: current?.name ?? "" })} className={css["switch"]}>
      {(close) => (
        <ul className={css["projects"]}>
          {projects.map((one) => (
            <li key={one.id}>
              <Link href={places.project(one.id)} look="quiet" onPress={close} aria-current={one.id === current?.id ? "true" : undefined}>
                {one.name}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Disclosure>
  );
}

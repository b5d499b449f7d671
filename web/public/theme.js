// Before the first paint: a theme that the reader chose by hand. A file of its own because the policy allows no inline script.
try {
  const theme = localStorage.getItem("inloop.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is closed (private window): the system's theme holds.
}

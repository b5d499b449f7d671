import { expect, expectAccessible, test } from "./page";

const PARTS = process.env["INLOOP_PARTS_URL"] ?? "";

test.beforeEach(async ({ page }) => {
  await page.goto(PARTS);
  await expect(page.getByRole("treegrid", { name: "Plan" })).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`all parts are accessible, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  });
}

test("a treegrid of 2,000 rows draws only those in view, folds by keyboard and keeps its place", async ({ page }) => {
  const grid = page.getByRole("treegrid", { name: "Plan" });
  const rows = grid.getByRole("row");
  expect(await rows.count()).toBeLessThan(60);
  await grid.getByRole("row", { name: /Phase 1$/ }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(grid.getByRole("row", { name: "Task 1.1", exact: true })).toBeFocused();
  await page.keyboard.press("ArrowUp");
  const phase = grid.getByRole("row", { name: /Phase 1$/ });
  await expect(phase).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("ArrowLeft");
  await expect(phase).toHaveAttribute("aria-expanded", "false");
  await expect(grid.getByText("Task 1.1", { exact: true })).toHaveCount(0);
  await page.keyboard.press("ArrowRight");
  await expect(phase).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("End");
  await expect(grid.getByText("Phase 40", { exact: true })).toBeVisible();
});

test("a row folds by its button as well", async ({ page }) => {
  const phase = page.getByRole("row", { name: /Phase 1$/ });
  await phase.getByRole("button").click();
  await expect(phase).toHaveAttribute("aria-expanded", "false");
});

test("a menu is worked by keyboard", async ({ page }) => {
  await page.getByRole("button", { name: "More", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Rename" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("chosen")).toHaveText("Archive");
  await expect(page.getByRole("button", { name: "More", exact: true })).toBeFocused();
});

test("a dialog returns the focus to where it was", async ({ page }) => {
  const opener = page.getByRole("button", { name: "Approve" });
  await opener.click();
  await expect(page.getByRole("dialog", { name: "Approve the change" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(opener).toBeFocused();
});

test("nothing is wider than a screen of 320 px", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});

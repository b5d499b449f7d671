import { expect, expectAccessible, test } from "./page";

const THEMES = ["light", "dark"] as const;
const PHONE = { width: 320, height: 640 };

const refuse = { status: 401, contentType: "application/problem+json", body: JSON.stringify({ type: "/problems/not-signed-in", title: "Not signed in", status: 401, detail: "This address and password do not belong together.", instance: "0199-request", reason: "NOT_SIGNED_IN" }) };

for (const colorScheme of THEMES) {
  test(`the way in is accessible, on a desk and at 320 px, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto("/sign-in");
    await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
    await expectAccessible(page);
    await page.setViewportSize(PHONE);
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  });
}

test("a refusal is said at the top, focused, and what was typed stays", async ({ page }) => {
  await page.route("**/v1/sessions", (route) => route.fulfill(refuse));
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill("sponsor@client.test");
  await page.getByLabel("Password", { exact: true }).fill("not the right one");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("group", { name: "There is a problem" })).toBeFocused();
  await expect(page.getByText("do not belong together")).toBeVisible();
  await expect(page.getByLabel("E-mail address")).toHaveValue("sponsor@client.test");
  await expectAccessible(page);
});

test("a touch leaves no violation of the policy behind", async ({ browser }) => {
  const context = await browser.newContext({ hasTouch: true, viewport: PHONE });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => /Content Security Policy/.test(message.text()) && complaints.push(message.text()));
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Show the password" }).tap();
  await expect(page.getByRole("button", { name: "Show the password" })).toHaveAttribute("aria-pressed", "true");
  expect(complaints).toEqual([]);
  await context.close();
});

test("German readers are greeted in German", async ({ browser }) => {
  const context = await browser.newContext({ locale: "de-AT" });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { level: 1, name: "Anmelden" })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("de");
  await context.close();
});

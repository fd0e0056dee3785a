// What a creator is told: in the list, and on the page of the demo's mails. Runs with JavaScript and without.
import { openPayouts, save } from "../fixtures/payouts.ts";
import { signInAs } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const NOOR = /Noor Haddad/;

test("a changed schedule is told in the list, and stays new until a button says otherwise", async ({
  page,
  expectNoViolations,
}) => {
  await openPayouts(page, NOOR);
  await page.getByRole("radio", { name: "Monthly" }).check();
  await save(page);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Messages/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Messages" })).toBeVisible();
  const newest = page.getByRole("list", { name: "Messages" }).getByRole("listitem").first();
  await expect(newest).toContainText("Your payout schedule has changed");
  await expect(newest).toContainText(/You changed it from “\w+” to “Monthly”\./);
  await expect(newest).toContainText("New");
  await expectNoViolations(page);
  await page.reload();
  await expect(newest).toContainText("New");
  await page.getByRole("button", { name: "Mark these as read" }).click();
  await expect(page.getByRole("button", { name: "Mark these as read" })).toHaveCount(0);
  await expect(newest).not.toContainText("New");
  await expect(page.getByRole("navigation", { name: "Main" })).not.toContainText("unread");

  await openPayouts(page, NOOR);
  await page.getByRole("radio", { name: "Weekly" }).check();
  await save(page);
});

test("the mail of a save is on the demo's page of mails a moment later", async ({ page, expectNoViolations }) => {
  await openPayouts(page, NOOR);
  await page.getByRole("radio", { name: "Quarterly" }).check();
  await save(page);
  await page.getByRole("complementary", { name: "Demo" }).getByRole("link", { name: "Its mails" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Mails of this demo" })).toBeVisible();
  await expectNoViolations(page);
  const newest = page.getByRole("list", { name: "Mails of this demo" }).getByRole("listitem").first();
  // The worker looks once a second; until then the newest mail is an older one.
  await expect(async () => {
    await page.goto("/demo/mails");
    await expect(newest).toContainText("Noor Haddad", { timeout: 500 });
    await newest.getByRole("link", { name: "Your payout schedule has changed" }).click({ timeout: 500 });
    await expect(page.getByText(/to “Quarterly”\./)).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your payout schedule has changed");
  await expect(page.getByText("Hello Noor Haddad,")).toBeVisible();
  await expectNoViolations(page);

  await openPayouts(page, NOOR);
  await page.getByRole("radio", { name: "Weekly" }).check();
  await save(page);
});

test("nothing is wider than the narrowest screen", async ({ page }) => {
  await signInAs(page, NOOR);
  await page.setViewportSize({ width: 320, height: 640 });
  for (const address of ["/messages", "/demo/mails"]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const width = await page.locator("html").evaluate((html) => html.scrollWidth);
    expect(width, address).toBeLessThanOrEqual(320);
  }
});

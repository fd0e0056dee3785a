// The first page anybody sees. Runs with JavaScript and without.
import { expect, test } from "../fixtures/test.ts";

test("the home page says what this is, in one main heading", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toHaveCount(1);
  await expect(page).toHaveTitle(/\S/);
});

test("the home page has nothing that axe objects to", async ({ page, expectNoViolations }) => {
  await page.goto("/");
  await expectNoViolations(page);
});

test("an address that leads nowhere is answered with a page, not with silence", async ({ page, expectProblems }) => {
  expectProblems(/404/);
  const answer = await page.goto("/nowhere-at-all");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

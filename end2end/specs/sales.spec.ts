// The sales behind a creator's balance. Runs with JavaScript and without.
import { signInAs } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test("a creator sees who bought what, and can go back in time", async ({ page, expectNoViolations }) => {
  await signInAs(page, /Lin Yue/);
  await page.goto("/sales");
  await expect(page.getByRole("heading", { level: 1, name: "Sales" })).toBeVisible();
  await expect(page.getByRole("table").getByRole("row")).not.toHaveCount(0);
  await expect(page.getByRole("table")).toContainText("WeChat Pay");
  await expectNoViolations(page);
  await page.getByRole("link", { name: "Older sales" }).click();
  await expect(page.getByRole("link", { name: "Newest sales" })).toBeVisible();
  await expect(page).toHaveURL(/before=\d+/);
});

test("somebody who sells nothing has no such page", async ({ page, expectProblems }) => {
  await signInAs(page, /Chen Mei/);
  expectProblems(/404/);
  const answer = await page.goto("/sales");
  expect(answer?.status()).toBe(404);
});

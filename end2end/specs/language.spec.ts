// English and Simplified Chinese. Runs with JavaScript and without.
import { expect, test } from "../fixtures/test.ts";

test("the language switch keeps the page, and the choice lasts", async ({ page }) => {
  await page.goto("/c/kiln-and-clay");
  await expect(page.getByRole("button", { name: "English" })).toHaveAttribute("aria-current", "true");
  await page.getByRole("button", { name: "简体中文" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "您会得到" })).toBeVisible();
  await expect(page).toHaveURL(/\/c\/kiln-and-clay$/);
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { level: 1, name: "登录" })).toBeVisible();
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
});

test.describe("a browser that asks for Chinese", () => {
  test.use({ locale: "zh-CN" });

  test("is answered in Chinese, in words a screen reader pronounces rightly", async ({ page, expectNoViolations }) => {
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1, name: "付费社群的门与账" })).toBeVisible();
    await expect(page.getByRole("navigation").or(page.getByRole("contentinfo")).first()).toBeVisible();
    expect(await page.content()).toContain('<html lang="zh-CN"');
    await expectNoViolations(page);
  });
});

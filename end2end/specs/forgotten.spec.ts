// A forgotten password: asked for on one device, read in the mail, set anew, and signed out everywhere else. Runs with
// JavaScript and without.
import type { Page } from "@playwright/test";
import { freshAddress, signUp } from "../fixtures/member.ts";
import { phone } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const fresh = "a bowl that was found again on Friday";

/** Asks for a letter, by keyboard alone. */
async function ask(page: Page, email: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Forgotten password" })).toBeVisible();
  await page.getByLabel("Email").focus();
  await page.keyboard.type(email);
  await page.keyboard.press("Enter");
}

/** The link in the letter to whoever is signed in; the mail leaves within seconds. */
async function letter(page: Page): Promise<string> {
  await expect(async () => {
    await page.goto("/demo/mails");
    await page.getByRole("link", { name: "A new password" }).first().click({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  const text = (await page.locator(".letter").textContent()) ?? "";
  const link = /\/sign-in\/forgotten\/[0-9a-z]+/.exec(text)?.[0] ?? "";
  expect(link).not.toBe("");
  return link;
}

test("somebody who forgot the password sets a new one by mail, once, and is signed out everywhere else", async ({
  page,
  newVisitor,
  expectNoViolations,
  expectProblems,
}) => {
  const email = await signUp(page);
  const phoneInHand = await newVisitor();
  await ask(phoneInHand, email);
  await expect(phoneInHand.getByRole("status").filter({ hasText: "Look into your mailbox" })).toBeVisible();
  await expectNoViolations(phoneInHand);

  const link = await letter(page);
  await phoneInHand.goto(link);
  await expect(phoneInHand.getByRole("heading", { level: 1, name: "Choose a new password" })).toBeVisible();
  await expectNoViolations(phoneInHand);
  const password = phoneInHand.getByLabel("New password");
  const set = phoneInHand.getByRole("button", { name: "Set the password" });
  await password.fill("short");
  await set.click();
  const summary = phoneInHand.getByRole("alert");
  await expect(summary).toContainText("The password was not changed");
  await expect(summary).toBeFocused();
  await expect(password).toHaveValue("");
  await expect(password).toHaveAccessibleDescription(/at least \d+ characters/);
  await password.fill(fresh);
  await set.click();
  await expect(phoneInHand.getByRole("status").filter({ hasText: "Your password was changed" })).toBeVisible();
  await expectNoViolations(phoneInHand);

  await page.goto("/memberships");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await phoneInHand.getByLabel("Email").fill(email);
  await phoneInHand.getByLabel("Password").fill(fresh);
  await phoneInHand.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(phoneInHand.getByRole("banner")).toContainText("Wren Abbot");

  expectProblems(/410/);
  const again = await page.goto(link);
  expect(again?.status()).toBe(410);
  await expect(page.getByRole("heading", { level: 1, name: "This link is not good any more" })).toBeVisible();
  await expectNoViolations(page);
  await page.getByRole("link", { name: "Ask for a new link" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Forgotten password" })).toBeVisible();
});

test("asking says the same for an address that nobody has, and says what is wrong with one that cannot be", async ({
  page,
  expectNoViolations,
}) => {
  await ask(page, freshAddress());
  await expect(page.getByRole("status").filter({ hasText: "If there is an account with this address" })).toBeVisible();
  await page.setViewportSize(phone);
  await page.getByRole("button", { name: "简体中文" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "忘记密码" })).toBeVisible();
  await page.getByLabel("邮箱").fill("wren@nowhere");
  await page.getByRole("button", { name: "发送链接" }).click();
  await expect(page.getByRole("alert")).toContainText("邮件没有发出");
  await expect(page.getByLabel("邮箱")).toHaveValue("wren@nowhere");
  await expectNoViolations(page);
});

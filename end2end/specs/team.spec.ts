// The team of a creator's account: invited by mail, let in by the link, locked where the role ends, and out at once.
import type { Page } from "@playwright/test";
import { signUp } from "../fixtures/member.ts";
import { openPayouts, save } from "../fixtures/payouts.ts";
import { phone, signInAs } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const LIN = /Lin Yue/;
const ANA = /Ana Sousa/;
const THEO = /Theo Marsh/;

async function openTeam(page: Page): Promise<void> {
  await page.goto("/settings/team");
  await expect(page.getByRole("heading", { level: 1, name: "Your team" })).toBeVisible();
}

/** Invites an address, by keyboard alone. */
async function invite(page: Page, email: string, role: string): Promise<void> {
  const form = page.getByRole("region", { name: "Invite somebody" });
  await form.getByLabel("Email").focus();
  await page.keyboard.type(email);
  await form.getByRole("radio", { name: role }).focus();
  await page.keyboard.press("Space");
  await form.getByRole("button", { name: "Send the invitation" }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/done=invited|refused=1/);
}

/** The link in the letter that invites whoever is signed in; the mail leaves within seconds. */
async function invitation(page: Page): Promise<string> {
  await expect(async () => {
    await page.goto("/demo/mails");
    await page.getByRole("link", { name: /invites you to their team/ }).first().click({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  const letter = (await page.locator(".letter").textContent()) ?? "";
  const link = /\/team\/accept\/[0-9a-z]+/.exec(letter)?.[0] ?? "";
  expect(link).not.toBe("");
  return link;
}

test("somebody is invited, comes by the mail, gets another role, and goes when the owner says so", async ({
  page,
  newVisitor,
  expectNoViolations,
  expectProblems,
}) => {
  const name = `Bo Winter ${Date.now()}`;
  const bo = await newVisitor();
  const email = await signUp(bo, name);
  await signInAs(page, LIN);
  await openTeam(page);
  await invite(page, email, "Accountant");
  await expect(page.getByRole("status").filter({ hasText: "The invitation is on its way" })).toBeVisible();
  await expect(page.getByRole("list", { name: "Invitations that wait" })).toContainText(email);
  await expectNoViolations(page);

  const link = await invitation(bo);
  const stranger = await newVisitor();
  await stranger.goto(link);
  await expect(stranger.getByText("Sign in with the address that this invitation was sent to.")).toBeVisible();
  await expect(stranger.getByRole("main")).not.toContainText(email);
  await expectNoViolations(stranger);

  await bo.goto(link);
  await expect(bo.getByRole("heading", { level: 1, name: "Join the team of Lin Yue" })).toBeVisible();
  await expectNoViolations(bo);
  await bo.getByRole("button", { name: "Join the team" }).click();
  await expect(bo.getByText("You can look at these settings, not change them")).toBeVisible();
  await expect(bo.getByRole("button", { name: "Save payout settings" })).toBeDisabled();
  await expectNoViolations(bo);

  await openTeam(page);
  await page.getByLabel(`Role of ${name}`, { exact: true }).selectOption("Administrator");
  await page.getByRole("button", { name: `Save role of ${name}` }).click();
  await expect(page.getByRole("status").filter({ hasText: "The role was changed" })).toBeVisible();
  await bo.goto("/settings/payouts");
  await expect(bo.getByRole("button", { name: "Save payout settings" })).toBeEnabled();
  await bo.getByLabel(/Pay me once/).fill("15");
  await save(bo);
  await page.goto("/messages");
  await expect(page.getByRole("listitem").filter({ hasText: `${name} changed your payout settings` })).toHaveCount(1);
  await page.goto("/settings/payouts");
  await expect(page.getByText(new RegExp(`Last changed on .* by ${name}`))).toBeVisible();
  await page.getByLabel(/Pay me once/).fill("10");
  await save(page);

  await openTeam(page);
  await page.getByText(`Remove ${name}`, { exact: true }).click();
  await page.getByRole("button", { name: `Yes, remove ${name}` }).click();
  await expect(page.getByRole("status").filter({ hasText: "Removed from the team" })).toBeVisible();
  await expect(page.getByRole("list", { name: "On the team" })).not.toContainText(name);
  expectProblems(/404/);
  const answer = await bo.goto("/settings/payouts");
  expect(answer?.status()).toBe(404);
  expectProblems(/410/);
  const again = await bo.goto(link);
  expect(again?.status()).toBe(410);
  await expect(bo.getByRole("heading", { level: 1, name: "This invitation is not good any more" })).toBeVisible();
});

test("an invitation that cannot be is refused at its field and keeps what was typed", async ({
  page,
  expectNoViolations,
}) => {
  await signInAs(page, LIN);
  await openTeam(page);
  await page.getByLabel("Email").fill("ana@demo.example");
  await page.getByRole("radio", { name: "Administrator" }).check();
  await page.getByRole("button", { name: "Send the invitation" }).click();
  const summary = page.getByRole("alert");
  await expect(summary).toContainText("Nobody was invited");
  await expect(summary).toBeFocused();
  const field = page.getByLabel("Email");
  await expect(field).toHaveValue("ana@demo.example");
  await expect(field).toHaveAccessibleDescription(/on your team already/);
  await expect(page.getByRole("radio", { name: "Administrator" })).toBeChecked();
  await summary.getByRole("link").click();
  await expect(field).toBeFocused();
  await expectNoViolations(page);
});

test("an invitation is taken back", async ({ page }) => {
  await signInAs(page, LIN);
  await openTeam(page);
  const email = `taken-back-${Date.now()}@example.com`;
  await invite(page, email, "Support");
  await page.getByRole("button", { name: `Take back the invitation to ${email}` }).click();
  await expect(page.getByRole("status").filter({ hasText: "The invitation was taken back" })).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText(email);
});

test("each role finds its own places in the head of the page", async ({ page }) => {
  const links = page.getByRole("navigation", { name: "Main" }).getByRole("link");
  const cases: [RegExp, string[]][] = [
    [LIN, ["Payouts", "Payout settings", "Sales", "Communities", "Team", "Messages", "Memberships"]],
    [ANA, ["Payouts", "Payout settings", "Sales", "Messages", "Memberships"]],
    [THEO, ["Payouts", "Sales", "Messages", "Memberships"]],
  ];
  for (const [who, places] of cases) {
    await signInAs(page, who);
    await page.goto("/memberships");
    const names = (await links.allInnerTexts()).map((text) => text.replace(/\s*\d.*$/s, "").trim());
    expect(names).toEqual(places);
  }
});

test("the accountant sees the settings locked, with the reason", async ({ page, expectNoViolations }) => {
  await openPayouts(page, ANA);
  await expect(page.getByText("Your role on this account does not reach that far.")).toBeVisible();
  for (const control of [page.getByRole("radio", { name: "Weekly" }), page.getByLabel(/Pay me once/)]) {
    await expect(control).toBeDisabled();
  }
  await expect(page.getByRole("region", { name: "Next run" })).toContainText("08:00 UTC");
  await expectNoViolations(page);
});

test("the team fits the smallest phone and speaks Chinese", async ({ page, expectNoViolations }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await signInAs(page, LIN);
  await openTeam(page);
  const overflow = () => page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  if (test.info().project.name === "js") expect(await overflow()).toBe(0);
  await page.setViewportSize(phone);
  await page.getByRole("button", { name: "简体中文" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "团队" })).toBeVisible();
  await expect(page.getByRole("button", { name: "发出邀请" })).toBeVisible();
  await expectNoViolations(page);
});

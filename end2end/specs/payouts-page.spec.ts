// A creator's payouts: the list, a statement, an instant payout on demand, a bank account. With JavaScript and without.
import { amounts, feeOf } from "../fixtures/payouts.ts";
import { phone, signInAs } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const LIN = /Lin Yue/;
const NOOR = /Noor Haddad/;
const IDA = /Ida Berg/;

test("the list explains each payout and each day without one, and opens to a statement that adds up", async ({
  page,
  expectNoViolations,
}) => {
  await signInAs(page, LIN);
  await page.goto("/payouts");
  await expect(page.getByRole("heading", { level: 1, name: "Payouts" })).toBeVisible();
  const list = page.getByRole("region", { name: "Payouts" });
  const first = list.locator("details").filter({ hasText: "Arrived" }).first();
  await first.locator("summary").click();
  const [gross = 0, fee = 0, net = 0] = amounts(await first.locator(".ledger").innerText());
  expect([fee, gross - fee]).toEqual([feeOf(gross), net]);
  const failed = list.locator("details").filter({ hasText: "Failed: the bank refused it" }).first();
  await failed.locator("summary").click();
  await expect(failed).toContainText("What comes next:");
  await expectNoViolations(page);

  await first.getByRole("link", { name: /Statement of/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /Statement of/ })).toBeVisible();
  const sums = page.getByRole("region", { name: "From balance to bank" });
  await expect(sums).toContainText("3 % of what you receive");
  await expect(sums.locator(".ledger-total").last()).toContainText("Arrives");
  await expectNoViolations(page);
});

test("the chart has its table, and both files can be had", async ({ page }) => {
  await signInAs(page, LIN);
  await page.goto("/payouts");
  const chart = page.getByRole("region", { name: "The last 12 months" });
  await expect(chart.getByRole("img", { name: /Paid out in the last 12 months: ¥/ })).toBeVisible();
  await chart.getByText("The same as a table").click();
  await expect(chart.getByRole("row")).toHaveCount(14);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    chart.getByRole("link", { name: /^20\d\d$/ }).first().click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^payouts-20\d\d\.csv$/);
});

test("an instant payout shows its fee, is confirmed once, and is on its way", async ({
  page,
  request,
  expectNoViolations,
}) => {
  await request.post("/demo/clock", { data: { advance: "P1D" } });
  await signInAs(page, LIN);
  await page.goto("/payouts");
  await page.getByRole("link", { name: "Get paid now" }).click();
  await expectNoViolations(page);
  await page.getByLabel(/How much/).fill("20");
  await page.getByRole("button", { name: "Show the fee" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Confirm the payout" })).toBeVisible();
  const [gross = 0, fee = 0, net = 0] = amounts(await page.locator(".ledger").innerText());
  expect([gross, fee, net]).toEqual([2_000, feeOf(2_000), 2_000 - feeOf(2_000)]);
  await expectNoViolations(page);
  await page.getByRole("button", { name: "Pay out ¥19.41" }).click();
  await expect(page.getByRole("status")).toContainText("We have your request.");
  await expect(page.getByRole("region", { name: "From balance to bank" })).toContainText("¥20.00");
});

test("an amount that cannot be taken comes back as typed, and nothing moves", async ({ page, expectNoViolations }) => {
  await signInAs(page, LIN);
  await page.goto("/payouts/instant");
  const amount = page.getByLabel(/How much/);
  await amount.fill("9999999");
  await page.getByRole("button", { name: "Show the fee" }).click();
  await expect(page.getByRole("alert")).toContainText("No money has moved");
  await expect(amount).toHaveValue("9999999");
  await expect(amount).toHaveAccessibleDescription(/The most that can be taken now is ¥/);
  await expectNoViolations(page);
});

test("who is not eligible reads the checklist where the form would be", async ({ page, expectNoViolations }) => {
  await signInAs(page, NOOR);
  await page.goto("/payouts/instant");
  await expect(page.getByRole("region", { name: /not open to you/ })).toContainText("of 4 so far");
  await expect(page.getByLabel(/How much/)).toHaveCount(0);
  await expectNoViolations(page);
});

test("a bank account is added by a form whose mistakes stand at their fields", async ({ page, expectNoViolations }) => {
  await signInAs(page, NOOR);
  await page.goto("/settings/payouts");
  await page.getByRole("link", { name: "Add a bank account" }).click();
  await expectNoViolations(page);
  await page.getByLabel("Name of the account’s owner").fill("Noor Haddad");
  await page.getByLabel("IBAN or account number").fill("DE00370400440532013000");
  await page.getByLabel("Your name for it").fill("House bank");
  await page.getByRole("button", { name: "Add bank account" }).click();
  await expect(page.getByRole("alert")).toContainText("The bank account was not added");
  await expect(page.getByLabel("IBAN or account number")).toHaveValue("");
  await page.getByLabel("Name of the account’s owner").fill("Noor Haddad");
  // Another one each time: an account is added to a world once.
  const number = `622202${String(Date.now()).slice(-10)}`;
  await page.getByLabel("IBAN or account number").fill(number);
  await page.getByRole("button", { name: "Add bank account" }).click();
  await expect(page).toHaveURL(/saved=bank/);
  const added = page.getByRole("radio", { name: `House bank, account ending in ${number.slice(-4)}` });
  await expect(added).toBeVisible();
});

test("the operator's desk lists runs with their outcomes and is closed to everybody else", async ({
  page,
  expectNoViolations,
  expectProblems,
}) => {
  await signInAs(page, IDA);
  await page.goto("/operator/payouts");
  await expect(page.getByRole("heading", { level: 1, name: "Payout runs" })).toBeVisible();
  await expectNoViolations(page);
  await page.getByRole("main").getByRole("link", { name: /Instant/ }).first().click();
  await expect(page.getByRole("region", { name: "Creators of this run" })).toContainText("Lin Yue");
  await expectNoViolations(page);
  await page.getByRole("link", { name: "Lin Yue" }).click();
  await page.getByRole("button", { name: "Set reserve" }).click();
  await expect(page.getByRole("status")).toContainText("It counts at once.");
  await expectNoViolations(page);
  await signInAs(page, LIN);
  expectProblems(/404/);
  expect((await page.goto("/operator/payouts"))?.status()).toBe(404);
});

test("nothing scrolls sideways on a phone, in either language or scheme", async ({ page }) => {
  await signInAs(page, LIN);
  for (const width of [320, phone.width]) {
    await page.setViewportSize({ width, height: phone.height });
    for (const address of ["/payouts", "/payouts/instant", "/settings/payouts/destination"]) {
      await page.goto(address);
      const box = await page.locator("main").boundingBox();
      expect(box?.width ?? 0, address).toBeLessThanOrEqual(width);
    }
  }
});

// Only with JavaScript: the next run follows the choices while they are being made.
import { amounts, feeOf, openPayouts, save } from "../fixtures/payouts.ts";
import { awake } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test("the next run follows every choice, and goes back with it", async ({ page }) => {
  await openPayouts(page, /Lin Yue/);
  await awake(page);
  const next = page.getByRole("region", { name: "Next run" });
  const drawnByTheServer = await next.innerText();
  const [settled = 0] = amounts(await next.locator(".ledger").innerText());

  await page.getByRole("radio", { name: "Weekly" }).check();
  await expect(next.getByRole("status")).toContainText("Not saved yet.");
  await expect(next.locator(".ledger")).not.toContainText("Instant fee");

  await page.getByRole("radio", { name: /Daily/ }).check();
  await expect(next.locator(".ledger")).toContainText("Instant fee");
  const [gross = 0, fee = 0, net = 0] = amounts(await next.locator(".ledger").innerText());
  expect([gross, fee, net]).toEqual([settled, feeOf(settled), settled - feeOf(settled)]);

  const threshold = page.getByLabel(/Pay me once/);
  await threshold.fill("900000");
  await expect(next.getByRole("status")).toContainText("is below the minimum of ¥900,000.00");
  await threshold.fill("a lot");
  await expect(next.getByRole("status")).toContainText("Enter the threshold in figures");
  await threshold.fill("10.00");
  await page.getByRole("checkbox", { name: "Pause payouts" }).check();
  await expect(next.getByRole("status")).toContainText("Payouts are paused");
  await page.getByRole("checkbox", { name: "Pause payouts" }).uncheck();
  await expect(next.getByRole("status")).toBeEmpty();
  expect(await next.innerText()).toBe(drawnByTheServer);
});

test("what the preview says before a save, the server says after it", async ({ page }) => {
  await openPayouts(page, /Lin Yue/);
  await awake(page);
  const ledger = page.getByRole("region", { name: "Next run" }).locator(".ledger");
  await page.getByRole("radio", { name: "Quarterly" }).focus();
  await page.keyboard.press("Space");
  await expect(ledger).not.toContainText("Instant fee");
  const preview = amounts(await ledger.innerText());
  await save(page);
  expect(amounts(await ledger.innerText())).toEqual(preview);
  await page.getByRole("radio", { name: /Daily/ }).check();
  await save(page);
});

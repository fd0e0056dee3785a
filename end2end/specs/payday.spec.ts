// The whole way of a creator's money: choose Daily, sell, be paid out the next morning, read the statement. With
// JavaScript and without.
import { sandboxOf, toNextMorning } from "../fixtures/clock.ts";
import { orderAsSomebodyNew, payInTheWallet } from "../fixtures/member.ts";
import { amounts, feeOf, notice, openPayouts, save } from "../fixtures/payouts.ts";
import { expect, test } from "../fixtures/test.ts";

test("a sale under a daily schedule is on its way the next morning, arrives, and its statement adds up", async ({
  page,
  baseURL,
  newVisitor,
  expectNoViolations,
}) => {
  test.slow();
  await openPayouts(page, /Lin Yue/);
  await page.getByRole("radio", { name: /^Monthly/ }).check();
  await save(page);
  await page.getByRole("radio", { name: /^Daily/ }).check();
  await save(page);
  await expect(notice(page)).toContainText("Daily");

  const member = await newVisitor();
  await orderAsSomebodyNew(member);
  const sandbox = await sandboxOf(member);
  await payInTheWallet(member);

  // The bank holds what it gets, so that the page can be looked at while the money is on its way.
  const hold = await page.request.post(`${sandbox}/_sandbox/faults`, {
    data: { rail: "bank", on: "outcome", kind: "hold", times: 20 },
  });
  expect(hold.ok(), await hold.text()).toBe(true);
  await toNextMorning(page.request, baseURL ?? "");

  const list = page.getByRole("region", { name: "Payouts" });
  const newest = list.locator("details").first();
  await expect(async () => {
    await page.goto("/payouts");
    await expect(newest).toContainText("On its way", { timeout: 1_000 });
  }).toPass({ timeout: 40_000 });
  await newest.locator("summary").click();
  const [gross = 0, fee = 0, net = 0] = amounts(await newest.locator(".ledger").innerText());
  expect([fee, net]).toEqual([feeOf(gross), gross - feeOf(gross)]);
  await expectNoViolations(page);

  await release(page, sandbox);
  await expect(async () => {
    await page.goto("/payouts");
    await expect(newest).toContainText("Arrived", { timeout: 1_000 });
  }).toPass({ timeout: 40_000 });
  await newest.locator("summary").click();
  await newest.getByRole("link", { name: /Statement of/ }).click();
  const sums = page.getByRole("region", { name: "From balance to bank" });
  const lines = amounts(await sums.innerText());
  expect(lines).toContain(gross);
  expect(lines).toContain(net);
  await expectNoViolations(page);
  await page.goto("/messages");
  await expect(page.getByRole("main")).toContainText("arrived");
});

/** Everything that the bank held goes through. */
async function release(page: import("@playwright/test").Page, sandbox: string): Promise<void> {
  const answer = await page.request.get(`${sandbox}/_sandbox/rails/bank/payouts?limit=100`);
  const { payouts } = (await answer.json()) as { payouts: { id: string; state: string }[] };
  for (const { id, state } of payouts.filter(({ state }) => ["pending", "in_transit"].includes(state))) {
    const pushed = await page.request.post(`${sandbox}/_sandbox/rails/bank/payouts/${id}/push`, {
      data: { to: "paid" },
    });
    expect(pushed.ok(), `${id} was ${state}: ${await pushed.text()}`).toBe(true);
  }
}

// What no rule can decide about money: it comes up once, a person of the staff decides with a note, and the member's page
// says what came of it. With JavaScript and without.
import type { Page } from "@playwright/test";
import { orderAsSomebodyNew, payInTheWallet } from "../fixtures/member.ts";
import { codeOn, payBehind } from "../fixtures/paying.ts";
import { signIn, signInAs } from "../fixtures/people.ts";
import { decide, openNewest } from "../fixtures/review.ts";
import { expect, test } from "../fixtures/test.ts";

/** Pays the order on the page with another amount than it asks for. */
async function payAnotherAmount(page: Page, fen: number): Promise<void> {
  await payBehind(page, await codeOn(page), { amount_fen: fen });
  await expect(page.getByRole("heading", { level: 1, name: "A person is looking at this order" })).toBeVisible({
    timeout: 20_000,
  });
}

test("money that does not fit its order comes up once, is decided with a note, and the member reads it", async ({
  page,
  newVisitor,
  expectNoViolations,
}) => {
  test.slow();
  await orderAsSomebodyNew(page);
  await payAnotherAmount(page, 123_45);

  const ida = await newVisitor();
  await signInAs(ida, /Ida Berg/);
  await ida.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Review", exact: true }).click();
  await expect(ida.getByRole("heading", { level: 1, name: "Review queue" })).toBeVisible();
  const item = ida.getByRole("listitem").filter({ hasText: "¥123.45" });
  await expect(item).toHaveCount(1);
  await expect(item).toContainText("more came than the price");
  await expectNoViolations(ida);

  await item.getByRole("link").click();
  await expectNoViolations(ida);
  await ida.getByLabel("Note").fill(" ");
  await ida.getByRole("button", { name: "Decide" }).click();
  await expect(ida.getByRole("alert")).toContainText("Write something");
  await decide(ida, /^Let it pay the order, and return the excess/, "Paid by hand with the wrong sum.");
  await expect(ida.getByRole("status")).toContainText("It is decided");
  await expect(ida.getByRole("region", { name: "What was decided" })).toContainText("Paid by hand");
  await expectNoViolations(ida);

  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "You’re in" })).toBeVisible({ timeout: 20_000 });
  await ida.goto("/review/resolved");
  await expectNoViolations(ida);
  await ida.getByRole("listitem").filter({ hasText: "¥123.45" }).getByRole("link").click();
  await expect(ida.getByRole("region", { name: "What was decided" })).toContainText(/Decided by\s*you/);
});

test("above the limit one person proposes, and nothing moves until another one agrees", async ({
  page,
  newVisitor,
  expectNoViolations,
}) => {
  test.slow();
  await orderAsSomebodyNew(page);
  await payAnotherAmount(page, 1_500_00);
  const ida = await newVisitor();
  await signInAs(ida, /Ida Berg/);
  await openNewest(ida, "The amount is not the order’s", "¥1,500.00");
  await decide(ida, /^Give it all back/, "Nobody meant to pay this much.");
  await expect(ida.getByRole("status")).toContainText("It is proposed");
  await expect(ida.getByRole("button", { name: "Agree and carry it out" })).toHaveCount(0);
  const address = new URL(ida.url()).pathname;

  const per = await newVisitor();
  await signIn(per, "per@demo.example", "open the kiln slowly");
  await per.goto(address);
  await expect(per.getByRole("region", { name: "Somebody else has to agree" })).toContainText("Ida Berg proposes");
  await expectNoViolations(per);
  await per.getByRole("button", { name: "Agree and carry it out" }).click();
  await expect(per.getByRole("status")).toContainText("It is decided");
  await expect(per.getByRole("region", { name: "What was decided" })).toContainText("Ida Berg");
});

test("a creator gives a sale back in two steps, seeing what leaves the balance before anything does", async ({
  page,
  newVisitor,
  expectNoViolations,
}) => {
  await orderAsSomebodyNew(page);
  await payInTheWallet(page);
  const lin = await newVisitor();
  await signInAs(lin, /Lin Yue/);
  await lin.goto("/sales");
  await lin.getByRole("table").getByRole("rowheader").first().getByRole("link").click();
  await expectNoViolations(lin);
  await lin.getByRole("button", { name: "Show what happens" }).click();
  await expect(lin.getByRole("region", { name: "Check and confirm" })).toContainText("The membership ends at once");
  await expectNoViolations(lin);
  await lin.getByLabel("Reason").fill("The course cannot take place.");
  await lin.getByRole("button", { name: /^Give ¥.* back$/ }).click();
  await expect(lin.getByRole("status")).toContainText("The refund is on its way");
  await expectNoViolations(lin);
});

test("the staff compares a day by hand, and a day without a bill is said to be one", async ({
  page,
  expectNoViolations,
}) => {
  await signInAs(page, /Ida Berg/);
  await page.goto("/review/reconciliation");
  await expect(page.getByRole("heading", { level: 1, name: "Bills and books" })).toBeVisible();
  await expectNoViolations(page);
  await page.getByLabel("Day", { exact: true }).fill("2099-01-01");
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page.getByRole("status")).toContainText("The bill is not there yet");
  await expectNoViolations(page);
});

test("for somebody who is not of the staff there is no queue", async ({ page, expectProblems }) => {
  await signInAs(page, /Chen Mei/);
  expectProblems(/404/);
  expect((await page.goto("/review"))?.status()).toBe(404);
  await expect(page.getByRole("link", { name: "Review", exact: true })).toHaveCount(0);
});

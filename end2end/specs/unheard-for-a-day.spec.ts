// A day on which everything about a payment was lost: the bill of the day after has it, the staff's page says what differs,
// and acting on it lets the member in. Moves the clock by two days. With JavaScript and without.
import { advance } from "../fixtures/clock.ts";
import { expectLetIn, readAcceptAndOrder, signUp } from "../fixtures/member.ts";
import { codeOn, fault, heal, inChinese, lookUntil, payBehind } from "../fixtures/paying.ts";
import { signInAs } from "../fixtures/people.ts";
import { begin, describe, openToAll, publish, sell } from "../fixtures/shop.ts";
import { expect, test } from "../fixtures/test.ts";

/** A price that nothing else has. */
const PRICE = "41.17";

test("a payment of which nothing was heard is found on the bill, shown as a difference, and booked", async ({
  page,
  baseURL,
  newVisitor,
  expectNoViolations,
}) => {
  test.slow();
  const creator = await newVisitor();
  const slug = await begin(creator, "Lost Letters");
  await describe(creator);
  await sell(creator, "Reader", PRICE);
  await publish(creator);
  await openToAll(creator);

  await signUp(page);
  await page.goto(`/c/${slug}`);
  await page.getByRole("button", { name: /^Join / }).click();
  await readAcceptAndOrder(page);
  const order = new URL(page.url()).pathname;
  const code = await codeOn(page);
  const day = (await advance(page.request, "PT1S", baseURL ?? "")).getTime();
  await fault(page, code.sandbox, "notify", "drop", 1_000);
  await fault(page, code.sandbox, "query", "server_error", 1_000);
  await fault(page, code.sandbox, "close", "server_error", 1_000);
  try {
    await payBehind(page, code, {});
    await page.goto("/messages");
    await advance(page.request, "PT48H", baseURL ?? "");

    const ida = await newVisitor();
    await signInAs(ida, /Ida Berg/);
    await ida.goto("/review/reconciliation");
    // The gateway's days are those of China.
    const theirs = new Date(day + 8 * 3_600_000).toISOString().slice(0, 10);
    await ida.getByLabel("Account", { exact: true }).selectOption("wechat-pay");
    await ida.getByLabel("Day", { exact: true }).fill(theirs);
    await ida.getByRole("button", { name: "Compare", exact: true }).click();
    await expect(ida).toHaveURL(new RegExp(`/review/reconciliation/wechat-pay/${theirs}`));
    await expect(ida.getByRole("status")).toContainText("Bill and books are compared");
    const lost = ida.getByRole("row").filter({ hasText: `¥${PRICE}` });
    await expect(lost).toContainText("Paid, and not settled here");
    await expect(lost).toContainText("Told, nothing changed");
    await expectNoViolations(ida);
    await inChinese(ida);
    await expect(lost).toContainText("已付款，我方未入账");
    await expect(ida.getByRole("button", { name: "处理差异" })).toBeVisible();
    await expectNoViolations(ida);
    await ida.getByRole("button", { name: "English" }).click();

    // Without an answer nothing is booked, and the page does not say that it was.
    await ida.getByRole("button", { name: "Act on the differences" }).click();
    await expect(ida.getByRole("status")).toContainText("The differences are acted on");
    await expect(lost).toContainText("Told, nothing changed");
    await heal(page, code.sandbox);
    await ida.getByRole("button", { name: "Act on the differences" }).click();
    await expect(lost).toContainText("Cleared up by asking");
    await expectNoViolations(ida);
    await ida.getByRole("button", { name: "Compare again" }).click();
    // What was done stands for good.
    await expect(ida.getByRole("status")).toContainText("Bill and books are compared");
    await expect(lost).toContainText("Cleared up by asking");
  } finally {
    await heal(page, code.sandbox);
  }
  await page.goto(order);
  await lookUntil(page, "You’re in");
  await expectLetIn(page);
});

// Money that comes late, twice, or wrong, and money that is asked back: what the order page says. Runs with JavaScript and
// without.
import { expectLetIn, orderAsSomebodyNew, payAndComeBack, payInTheWallet } from "../fixtures/member.ts";
import { changeTo, codeOn, inChinese, lookUntil, payBehind } from "../fixtures/paying.ts";
import { expect, test } from "../fixtures/test.ts";

test("money that comes after the time was up is taken while there is room, and the page says so", async ({
  page,
  baseURL,
  expectNoViolations,
}) => {
  await orderAsSomebodyNew(page);
  const code = await codeOn(page);
  const moved = await page.request.post("/demo/clock", {
    data: { advance: "PT16M" },
    headers: { origin: new URL("/", baseURL).origin },
  });
  expect(moved.ok()).toBe(true);
  await expect(page.getByRole("heading", { level: 1, name: "The time to pay ran out" })).toBeVisible({ timeout: 30_000 });
  await payBehind(page, code, { late: true });
  await lookUntil(page, "You’re in");
  await expect(page.getByText(/^You paid at .*, after the time was up\. It could still be sold to you/)).toBeVisible();
  await expectNoViolations(page);
  await inChinese(page);
  await expect(page.getByText(/当时仍可购买，付款有效/)).toBeVisible();
  // The head of every page leads to what its reader was told.
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Messages/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Messages" })).toBeVisible();
  const newest = page.getByRole("list", { name: "Messages" }).getByRole("listitem").first();
  await expect(newest).toContainText("You are in");
  await expect(newest).toContainText(/We checked your payment of ¥[\d.,]+: it pays your order/);
  await expectNoViolations(page);
});

test("paid twice from two tabs: one membership, and the second payment goes back", async ({
  page,
  context,
  expectNoViolations,
}) => {
  await orderAsSomebodyNew(page);
  const first = await codeOn(page);
  const second = await context.newPage();
  await second.goto(page.url());
  await changeTo(second, "Pay with Alipay instead");
  await expect(second.getByRole("img", { name: /^Alipay QR code/ })).toBeVisible();
  await payInTheWallet(second);
  // The first tab's payment was on its way when its code was closed.
  await payBehind(page, first, { late: true });
  await second.close();
  await expectLetIn(page);
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(/^A second payment of ¥[\d.,]+ came for this order\./)).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await expect(page.getByRole("link", { name: /^Enter/ })).toBeVisible();
  await expectNoViolations(page);
  await inChinese(page);
  await expect(page.getByText(/这个订单又收到一笔/)).toBeVisible();
  await page.goto("/memberships");
  await expect(page.getByRole("listitem").filter({ hasText: "Kiln & Clay" })).toHaveCount(1);
});

test("a wrong amount lets nobody in: a person looks at it, and the money is held", async ({ page, expectNoViolations }) => {
  await orderAsSomebodyNew(page);
  await payBehind(page, await codeOn(page), { amount_fen: 1 });
  await expect(page.getByRole("heading", { level: 1, name: "A person is looking at this order" })).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByText(/^The amount that arrived is not the amount of the order/).first()).toBeVisible();
  await expect(page.getByText("It is held for you. It is neither lost nor spent.")).toBeVisible();
  await expect(page.getByRole("link", { name: /^Enter/ })).toHaveCount(0);
  await expect(page.getByRole("img", { name: /QR code/ })).toHaveCount(0);
  await expectNoViolations(page);
  await inChinese(page);
  await expect(page.getByText("款项为您保留，没有丢失，也没有被使用。")).toBeVisible();
});

test("the money is asked back on the order page: what ends is said first, then it goes back", async ({
  page,
  expectNoViolations,
}) => {
  await orderAsSomebodyNew(page);
  await payAndComeBack(page);
  const order = page.url();
  await page.getByText("Ask for your money back", { exact: true }).click();
  await expect(page.getByText(/^The membership ends at once/)).toBeVisible();
  await expectNoViolations(page);
  await page.getByRole("button", { name: /^Ask for ¥[\d.,]+ back$/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Your money (is on its way back|went back)$/ })).toBeVisible();
  await expect(page.getByText(/^You asked for your money back within the refund rule/)).toBeVisible();
  await expect(page.getByRole("link", { name: /^Enter/ })).toHaveCount(0);
  await lookUntil(page, "Your money went back");
  await expectNoViolations(page);
  await inChinese(page);
  await expect(page.getByRole("heading", { level: 1, name: "款项已退回" })).toBeVisible();
  await expect(page.getByText(/您在退款期限内申请了退款，会员随之结束/)).toBeVisible();
  await page.getByRole("button", { name: "English" }).click();
  await page.goto(`${new URL(order).pathname}/receipt`);
  await expect(page.getByText(/^Returned on/)).toBeVisible();
  await page.goto("/memberships");
  await expect(page.getByRole("listitem").filter({ hasText: "Kiln & Clay" })).toContainText("Closed");
});

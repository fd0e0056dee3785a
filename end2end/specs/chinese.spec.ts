// A creator and the staff who read Chinese: a community is made, joined and closed, money is decided about and given back,
// without one English label. With JavaScript and without.
import type { Page } from "@playwright/test";
import { orderAsSomebodyNew, payInTheWallet, signUp } from "../fixtures/member.ts";
import { codeOn, inChinese, lookUntil, payBehind } from "../fixtures/paying.ts";
import { phone, signIn, signInAs } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

/** Sells one thing, with a field that is refused first. */
async function sell(page: Page): Promise<void> {
  await page.getByRole("link", { name: "新增一档" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "售卖设置" })).toBeVisible();
  await page.getByLabel("档位名称").fill("读者");
  await page.getByLabel("权益").fill("每周一封信");
  await page.getByLabel("价格", { exact: true }).fill("三十八");
  await page.getByLabel("一次付款的有效期").selectOption("三个月");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("alert")).toContainText("未作更改");
  await expect(page.getByLabel("价格", { exact: true })).toHaveValue("三十八");
  await page.getByLabel("价格", { exact: true }).fill("38");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("list", { name: "在售内容" })).toContainText("读者 ¥38.00");
  await expect(page.getByRole("list", { name: "在售内容" })).toContainText("三个月");
}

/** Says what it is and how one gets in. */
async function describe(page: Page): Promise<void> {
  const form = page.getByRole("region", { name: "社群介绍" });
  await form.getByLabel("一句话介绍").fill("池塘边的来信。");
  await form.getByLabel("详细介绍").fill("每个星期天。");
  await form.getByLabel("收款方").fill("芦苇工作室");
  await form.getByLabel("联系方式").fill("reed@example.com");
  await form.getByLabel("入口说明").fill("打开信箱。");
  await form.getByLabel("入口网址").fill("https://letters.example.com/pond");
  await form.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("status")).toContainText("已保存");
  const agreement = page.getByRole("region", { name: "协议" });
  await agreement.getByLabel("标题").fill("阅读协议");
  await agreement.getByLabel("正文").fill("# 您会得到\n\n每周一封信。");
  await agreement.getByRole("button", { name: "发布新版本" }).click();
  await expect(page.getByText(/^第 1 版，/)).toBeVisible();
}

test("a creator makes a community in Chinese, previews and opens it, and closes it again", async ({
  page,
  newVisitor,
  expectNoViolations,
}) => {
  test.slow();
  await signUp(page, "Pia Reed");
  await page.goto("/manage");
  await inChinese(page);
  await expect(page.getByRole("heading", { level: 1, name: "我的社群" })).toBeVisible();
  const slug = `chi-${Date.now()}-${Math.floor(Math.random() * 1_000)}`;
  await page.getByLabel("名称").fill("池塘来信");
  await page.getByLabel("地址").fill(slug);
  await page.getByRole("button", { name: "创建", exact: true }).click();
  await expect(page.getByText("草稿：仅您和团队可见。")).toBeVisible();
  await expectNoViolations(page);
  await describe(page);
  await sell(page);
  const coupons = page.getByRole("region", { name: "优惠码" });
  await coupons.getByRole("textbox", { name: "优惠码", exact: true }).fill("chun-20");
  await coupons.getByLabel("数值").fill("20");
  await coupons.getByRole("button", { name: "创建优惠码" }).click();
  await expect(page.getByRole("list", { name: "优惠码" })).toContainText("CHUN-20 减 20%");
  await expectNoViolations(page);

  await page.getByRole("link", { name: "预览付款页" }).click();
  await expect(page.getByText("会员将看到的付款页，此处不能下单。")).toBeVisible();
  await expect(page.getByRole("button", { name: "付款 ¥38.00" })).toBeDisabled();
  await expectNoViolations(page);
  await page.getByRole("link", { name: "返回社群" }).click();
  await page.getByRole("button", { name: "对外开放" }).click();
  await expect(page.getByText("已开放：所有人都可以查看和加入。")).toBeVisible();

  const reader = await newVisitor();
  await signUp(reader);
  await reader.goto(`/c/${slug}`);
  await inChinese(reader);
  await reader.getByRole("button", { name: "加入池塘来信" }).click();
  await expect(reader.getByRole("heading", { level: 1, name: "加入：读者" })).toBeVisible();
  await expect(reader.getByRole("definition").filter({ hasText: /^现在付款，有效期至/ })).toBeVisible();
  await expectNoViolations(reader);

  await page.getByText("关闭社群", { exact: true }).click();
  await page.getByRole("button", { name: "确认关闭" }).click();
  await expect(page.getByText(/^已关闭：不再接受加入与续费/)).toBeVisible();
  await page.setViewportSize(phone);
  await expectNoViolations(page);
});

test("the staff decides in Chinese about money that fits no order, with a second person above the limit", async ({
  page,
  newVisitor,
  expectNoViolations,
}) => {
  test.slow();
  await orderAsSomebodyNew(page);
  await payBehind(page, await codeOn(page), { amount_fen: 1_600_00 });
  await inChinese(page);
  await lookUntil(page, "工作人员正在核对这个订单");

  const ida = await newVisitor();
  await signInAs(ida, /Ida Berg/);
  await ida.goto("/review");
  await inChinese(ida);
  await expect(ida.getByRole("heading", { level: 1, name: "人工审核" })).toBeVisible();
  await expectNoViolations(ida);
  const item = ida.getByRole("list", { name: "待办事项" }).getByRole("listitem").filter({ hasText: "¥1,600.00" });
  await expect(item).toContainText("比价格多付");
  await item.getByRole("link", { name: "金额与订单不符" }).click();
  await expect(ida.getByRole("region", { name: "已知情况" })).toContainText("比价格多付");
  await ida.getByLabel("备注").fill(" ");
  await ida.getByRole("button", { name: "确认处理" }).click();
  await expect(ida.getByRole("alert")).toContainText("未作更改");
  await expectNoViolations(ida);
  await ida.getByRole("radio", { name: /^全部退回/ }).check();
  await ida.getByLabel("备注").fill("付款人输错了金额。");
  await ida.getByRole("button", { name: "确认处理" }).click();
  await expect(ida.getByRole("status")).toContainText("尚未动用任何款项");
  await expectNoViolations(ida);

  const per = await newVisitor();
  await signIn(per, "per@demo.example", "open the kiln slowly");
  await per.goto(new URL(ida.url()).pathname);
  await inChinese(per);
  await expect(per.getByRole("region", { name: "须另一人批准" })).toContainText("Ida Berg 提议：全部退回。");
  await per.getByRole("button", { name: "批准并执行" }).click();
  await expect(per.getByRole("status")).toContainText("已处理");
  await expect(per.getByRole("region", { name: "处理结果" })).toContainText("付款人输错了金额。");
  await expectNoViolations(per);
  await per.goto("/review/resolved");
  await expect(per.getByRole("listitem").filter({ hasText: "¥1,600.00" })).toContainText("全部退回");
  await expectNoViolations(per);
});

test("a creator reads the sales in Chinese and gives one back, and bills are compared in Chinese", async ({
  page,
  newVisitor,
  expectNoViolations,
}) => {
  test.slow();
  await orderAsSomebodyNew(page);
  await payInTheWallet(page);
  const lin = await newVisitor();
  await signInAs(lin, /Lin Yue/);
  await lin.goto("/sales");
  await inChinese(lin);
  await expect(lin.getByRole("heading", { level: 1, name: "销售记录" })).toBeVisible();
  await expectNoViolations(lin);
  await lin.getByRole("table").getByRole("rowheader").first().getByRole("link").click();
  await lin.getByRole("button", { name: "查看结果" }).click();
  await expect(lin.getByRole("region", { name: "核对并确认" })).toContainText("会员资格立即终止");
  await lin.getByLabel("退款原因").fill("课程取消。");
  await expectNoViolations(lin);
  await lin.getByRole("button", { name: /^退款 ¥/ }).click();
  await expect(lin.getByRole("status")).toContainText("退款处理中");
  await expectNoViolations(lin);

  const ida = await newVisitor();
  await signInAs(ida, /Ida Berg/);
  await ida.goto("/review/reconciliation");
  await inChinese(ida);
  await expect(ida.getByRole("heading", { level: 1, name: "对账" })).toBeVisible();
  await ida.getByLabel("日期", { exact: true }).fill("2099-01-01");
  await ida.getByRole("button", { name: "对账", exact: true }).click();
  await expect(ida.getByRole("status")).toContainText("账单尚未生成");
  await expectNoViolations(ida);
  await ida.goto("/review/disputes");
  await expect(ida.getByRole("heading", { level: 1, name: "全部争议" })).toBeVisible();
  await expectNoViolations(ida);
});

// The gateway's own SDK for Node.js (npm alipay-sdk) judges the sandbox, in both directions:
//   1. its signed requests must be accepted, in key mode and in certificate mode, and every answer must verify with it;
//   2. the notifications and signed returns that the sandbox sends must verify with its checkNotifySignV2.
//
//   node alipay-oracle.mjs --base http://127.0.0.1:PORT --keys DIR

import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

// The SDK writes its moments without an offset; the gateway reads them as Chinese time.
process.env.TZ = 'Asia/Shanghai';
const { AlipaySdk } = await import('alipay-sdk');

const WAIT_MS = 20_000;

const { values: options } = parseArgs({
  options: {
    base: { type: 'string' },
    keys: { type: 'string' },
  },
});
if (!options.base || !options.keys) {
  console.error('usage: node alipay-oracle.mjs --base http://127.0.0.1:PORT --keys DIR');
  process.exit(2);
}
const base = options.base.replace(/\/$/, '');
const read = (name) => readFileSync(join(options.keys, 'alipay', name), 'utf8').trim();
const names = JSON.parse(read('gateway.json'));

const common = {
  appId: names.app_id,
  keyType: 'PKCS8',
  privateKey: read('app_private_key.pem'),
  gateway: `${base}/gateway.do`,
  camelcase: false,
};
const alipay = new AlipaySdk({ ...common, alipayPublicKey: read('alipay_public_key.pem') });
const certified = new AlipaySdk({
  ...common,
  appCertContent: read('certificates/app_cert.pem'),
  alipayPublicCertContent: read('certificates/alipay_cert.pem'),
  alipayRootCertContent: read('certificates/alipay_root_cert.pem'),
});

let failed = 0;
async function test(name, body) {
  try {
    await body();
    console.log(`ok - ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`not ok - ${name}\n  ${error?.message ?? error}`);
  }
}

function equal(found, wanted, what) {
  if (found !== wanted) throw new Error(`${what}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
}

async function control(method, path, body) {
  const headers = body ? { 'content-type': 'application/json' } : {};
  const answer = await fetch(`${base}/_sandbox/${path}`, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? undefined : answer.json();
}

const ask = (method, bizContent, sdk = alipay) =>
  sdk.exec(method, { notifyUrl, bizContent }, { validateSign: true });

// The shop: records notifications, and answers with the one word.
const waiting = [];
const arrived = [];
const shop = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const told = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')));
  response.writeHead(200).end('success');
  const receive = waiting.shift();
  if (receive) receive(told);
  else arrived.push(told);
});
await new Promise((ready) => shop.listen(0, '127.0.0.1', ready));
const notifyUrl = `http://127.0.0.1:${shop.address().port}/notify`;

async function notification() {
  if (arrived.length > 0) return arrived.shift();
  let alarm;
  const late = new Promise((_, reject) => {
    alarm = setTimeout(() => reject(new Error('no notification came')), WAIT_MS);
  });
  try {
    return await Promise.race([new Promise((receive) => waiting.push(receive)), late]);
  } finally {
    clearTimeout(alarm);
  }
}

const run = Date.now().toString(36);
const number = (name) => `oracle_${run}_${name}`;
const order = (name, more = {}) => ({
  out_trade_no: number(name),
  total_amount: '9.90',
  subject: '入会费 50% off + gift',
  timeout_express: '15m',
  ...more,
});

await test('requests of the SDK are accepted in both modes, and the answers verify', async () => {
  for (const [name, sdk] of [['key', alipay], ['certificate', certified]]) {
    const placed = await ask('alipay.trade.precreate', order(name), sdk);
    equal(placed.code, '10000', JSON.stringify(placed));
    await control('POST', 'pay', { code_url: placed.qr_code });
    const found = await ask('alipay.trade.query', { out_trade_no: number(name) }, sdk);
    equal(found.trade_status, 'TRADE_SUCCESS', 'trade_status');
    const told = await notification();
    equal(sdk.checkNotifySignV2(told), true, 'the SDK verifies the notification');
    equal(told.out_trade_no, number(name), 'out_trade_no');
    equal(sdk.checkNotifySignV2({ ...told, total_amount: '9.91' }), false, 'the changed notification verifies');
  }
});

await test('the SDK names the certificates as the sandbox does', async () => {
  equal(certified.config.appCertSn, names.app_cert_sn, 'app_cert_sn');
  equal(certified.config.alipayRootCertSn, names.alipay_root_cert_sn, 'alipay_root_cert_sn');
  equal(certified.config.alipayCertSn, names.alipay_cert_sn, 'alipay_cert_sn');
});

await test('a refusal verifies, and a forged answer does not', async () => {
  const refused = await ask('alipay.trade.close', { out_trade_no: number('unknown') });
  equal(refused.sub_code, 'ACQ.TRADE_NOT_EXIST', 'sub_code');
  await control('POST', 'faults', { gateway: 'alipay', on: 'query', kind: 'bad_signature' });
  let believed = true;
  try {
    await ask('alipay.trade.query', { out_trade_no: number('key') });
  } catch {
    believed = false;
  }
  equal(believed, false, 'the SDK believed the forged answer');
});

await test('a paid trade cannot be closed, and its refund is told', async () => {
  const closed = await ask('alipay.trade.close', { out_trade_no: number('key') });
  equal(closed.sub_code, 'ACQ.REASON_TRADE_STATUS_INVALID', 'sub_code');
  const refund = { out_trade_no: number('key'), refund_amount: '9.90', out_request_no: number('refund') };
  equal((await ask('alipay.trade.refund', refund)).fund_change, 'Y', 'fund_change');
  const told = await notification();
  equal(alipay.checkNotifySignV2(told), true, 'the SDK verifies the notification');
  equal(`${told.trade_status} ${told.out_biz_no}`, `TRADE_CLOSED ${number('refund')}`, 'what it says');
});

/** Opens the cashier's page, presses its button, and gives back where it leads. */
async function press(address) {
  const page = await (await fetch(address)).text();
  const unescaped = (text) => text.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  const request = unescaped(/name="request" value="([^"]*)"/.exec(page)[1]);
  const body = new URLSearchParams({ request, decision: 'pay' });
  const answer = await fetch(`${base}/alipay/cashier`, { method: 'POST', body, redirect: 'manual' });
  equal(answer.status, 303, 'status');
  return new URL(answer.headers.get('location'));
}

await test('an address made by the SDK is paid at the cashier, and the signed return verifies', async () => {
  const bizContent = order('page', { product_code: 'FAST_INSTANT_TRADE_PAY' });
  const address = alipay.pageExecute('alipay.trade.page.pay', 'GET', {
    notifyUrl, returnUrl: 'https://shop.test/o/1', bizContent,
  });
  const back = await press(address);
  equal(back.origin + back.pathname, 'https://shop.test/o/1', 'address');
  equal(alipay.checkNotifySignV2(Object.fromEntries(back.searchParams)), true, 'the SDK verifies the return');
  equal((await notification()).out_trade_no, number('page'), 'out_trade_no');
});

shop.close();
shop.closeAllConnections();
process.exit(failed === 0 ? 0 : 1);

// A foreign SDK (npm wechatpay-node-v3) judges the sandbox, in both directions:
//   1. its signed requests must be accepted, and every answer must verify with its verifySign;
//   2. the notifications the sandbox sends must verify and decrypt with it.
//
//   node wechat-oracle.mjs --base http://127.0.0.1:PORT --keys DIR
//
// The SDK hard-codes https://api.mch.weixin.qq.com in every method, and signs only the path behind it. Its own hook
// `createHttp(service)` replaces the HTTP client, so ours swaps the host and sends what the SDK signed, byte for byte
// (JSON.stringify of the parameters, as its signer does). Path, query, body, headers and signature stay the SDK's own.
// It also keeps the raw answer, because the SDK's client throws the signature headers away.

import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Sdk from 'wechatpay-node-v3';

const HARD_CODED_HOST = 'https://api.mch.weixin.qq.com';
const WAIT_MS = 20_000;

const { values: options } = parseArgs({ options: { base: { type: 'string' }, keys: { type: 'string' } } });
if (!options.base || !options.keys) {
  console.error('usage: node wechat-oracle.mjs --base http://127.0.0.1:PORT --keys DIR');
  process.exit(2);
}
const base = options.base.replace(/\/$/, '');
const read = (name) => readFileSync(join(options.keys, name));
const merchant = JSON.parse(read('merchant.json'));

const Pay = Sdk.default ?? Sdk;
Pay.certificates = { [merchant.platform_key_id]: read('platform_public_key.pem') };

function payWith(changes = {}) {
  const pay = new Pay({
    appid: merchant.appid,
    mchid: merchant.mchid,
    serial_no: merchant.merchant_serial,
    publicKey: read('merchant_public_key.pem'),
    privateKey: read('merchant_private_key.pem'),
    key: merchant.apiv3_key,
    userAgent: 'joinery-oracle',
    ...changes,
  });
  pay.createHttp(new ThroughToSandbox());
  return pay;
}

class ThroughToSandbox {
  async get(url, headers) {
    return this.#send('GET', url, headers);
  }

  async post(url, parameters, headers) {
    return this.#send('POST', url, headers, JSON.stringify(parameters));
  }

  async #send(method, url, headers, body) {
    if (!url.startsWith(`${HARD_CODED_HOST}/`)) throw new Error(`the SDK called ${url}`);
    const answer = await fetch(base + url.slice(HARD_CODED_HOST.length), { method, headers, body, redirect: 'error' });
    const raw = await answer.text();
    return { status: answer.status, raw, headers: Object.fromEntries(answer.headers), data: raw && JSON.parse(raw) };
  }
}

const pay = payWith();

const verified = (headers, body) =>
  pay.verifySign({
    timestamp: headers['wechatpay-timestamp'],
    nonce: headers['wechatpay-nonce'],
    serial: headers['wechatpay-serial'],
    signature: headers['wechatpay-signature'],
    body,
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

async function accepted(answer, status = 200) {
  equal(answer.status, status, `status of ${answer.raw}`);
  equal(await verified(answer.headers, answer.raw), true, 'the SDK verifies the answer');
  return answer.data;
}

async function control(method, path, body) {
  const headers = body ? { 'content-type': 'application/json' } : {};
  const answer = await fetch(`${base}/_sandbox/${path}`, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? undefined : answer.json();
}

// The shop: records notifications, and answers 204.
const waiting = [];
const arrived = [];
const shop = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const told = { headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
  response.writeHead(204).end();
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

function decrypted(told) {
  const { ciphertext, associated_data, nonce } = JSON.parse(told.body).resource;
  return pay.decipher_gcm(ciphertext, associated_data, nonce, merchant.apiv3_key);
}

const run = Date.now().toString(36);
const number = (name) => `oracle-${run}-${name}`;
const order = (name, more = {}) => ({
  description: '入会费 membership',
  out_trade_no: number(name),
  notify_url: notifyUrl,
  time_expire: new Date(Date.now() + 900_000).toISOString(),
  amount: { total: 990, currency: 'CNY' },
  ...more,
});

await test('the sandbox is there', async () => {
  equal((await control('GET', 'health')).status, 'ok', 'health');
});

await test('an order placed by the SDK is accepted, and the answer verifies', async () => {
  const placed = await accepted(await pay.transactions_native(order('a')));
  equal(/^weixin:\/\/wxpay\/bizpayurl\?pr=[0-9A-Za-z]{7}$/.test(placed.code_url), true, placed.code_url);
});

await test('the SDK can ask for an unpaid order', async () => {
  const found = await accepted(await pay.query({ out_trade_no: number('a') }));
  equal(found.trade_state, 'NOTPAY', 'trade_state');
});

await test('the SDK can close an order, and the empty answer verifies', async () => {
  await accepted(await pay.transactions_native(order('b')));
  await accepted(await pay.close(number('b')), 204);
  const found = await accepted(await pay.query({ out_trade_no: number('b') }));
  equal(found.trade_state, 'CLOSED', 'trade_state');
});

await test('a refusal verifies, too', async () => {
  const refused = await accepted(await pay.query({ out_trade_no: number('unknown') }), 404);
  equal(refused.code, 'ORDER_NOT_EXIST', 'code');
});

await test('a request the SDK signed under another serial number is refused', async () => {
  const stranger = payWith({ serial_no: 'ABCDEF' });
  const refused = await accepted(await stranger.query({ out_trade_no: number('a') }), 401);
  equal(refused.code, 'SIGN_ERROR', 'code');
});

await test('a request the SDK signed with another key is refused', async () => {
  const stranger = payWith({ privateKey: read('platform_private_key.pem') });
  const refused = await accepted(await stranger.transactions_native(order('c')), 401);
  equal(refused.code, 'SIGN_ERROR', 'code');
});

await test('a call inside the wallet that the SDK signed is accepted, and a changed one is not', async () => {
  const placed = await pay.transactions_jsapi(order('jsapi', { payer: { openid: 'oJSAPI' } }));
  // This method of the SDK gives the signed call away and not the answer.
  const call = placed.data ?? placed;
  const { appId, timeStamp, nonceStr, package: prepared, signType, paySign } = call;
  const parameters = { appId, timeStamp, nonceStr, package: prepared, signType, paySign };
  equal(/^prepay_id=wx[0-9a-f]+$/.test(prepared), true, prepared);
  const refused = await fetch(`${base}/_sandbox/wallet/invoke`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...parameters, nonceStr: `${nonceStr}x` }),
  });
  equal(refused.status, 400, 'status of the changed call');
  await control('POST', 'wallet/invoke', parameters);
  const told = await notification();
  equal(await verified(told.headers, told.body), true, 'the SDK verifies the notification');
  const plain = decrypted(told);
  equal(plain.trade_type, 'JSAPI', 'trade_type');
  equal(plain.payer.openid, 'oJSAPI', 'payer.openid');
});

await test('the notification of a payment verifies and decrypts', async () => {
  const paid = await control('POST', 'pay', { out_trade_no: number('a'), openid: 'oORACLE' });
  const told = await notification();
  equal(await verified(told.headers, told.body), true, 'the SDK verifies the notification');
  equal(told.headers['wechatpay-signature-type'], 'WECHATPAY2-SHA256-RSA2048', 'signature type');
  equal(JSON.parse(told.body).event_type, 'TRANSACTION.SUCCESS', 'event_type');
  const plain = decrypted(told);
  equal(plain.out_trade_no, number('a'), 'out_trade_no');
  equal(plain.transaction_id, paid.transaction_id, 'transaction_id');
  equal(plain.mchid, merchant.mchid, 'mchid');
  equal(plain.appid, merchant.appid, 'appid');
  equal(plain.trade_state, 'SUCCESS', 'trade_state');
  equal(plain.amount.total, 990, 'amount.total');
  equal(plain.payer.openid, 'oORACLE', 'payer.openid');
});

await test('a notification changed by one character does not verify', async () => {
  await control('POST', `notify/${number('a')}`);
  const told = await notification();
  equal(await verified(told.headers, told.body), true, 'the resend verifies');
  equal(await verified(told.headers, told.body.replace('EV-2', 'EV-3')), false, 'the changed body verifies');
});

await test('a probe does not verify', async () => {
  await control('POST', 'faults', { on: 'notify', kind: 'probe_signature' });
  await control('POST', `notify/${number('a')}`);
  const told = await notification();
  equal(told.headers['wechatpay-signature'].startsWith('WECHATPAY/SIGNTEST/'), true, 'it is a probe');
  equal(await verified(told.headers, told.body), false, 'the probe verifies');
});

await test('the SDK can ask for a paid order by both numbers', async () => {
  const byNumber = await accepted(await pay.query({ out_trade_no: number('a') }));
  equal(byNumber.trade_state, 'SUCCESS', 'trade_state');
  const byId = await accepted(await pay.query({ transaction_id: byNumber.transaction_id }));
  equal(byId.out_trade_no, number('a'), 'out_trade_no');
});

await test('a refund asked for by the SDK is accepted, and its notification verifies and decrypts', async () => {
  const refund = {
    out_trade_no: number('a'),
    out_refund_no: number('refund'),
    reason: '名额已满',
    notify_url: notifyUrl,
    amount: { refund: 990, total: 990, currency: 'CNY' },
  };
  const acceptedRefund = await accepted(await pay.refunds(refund));
  equal(acceptedRefund.status, 'PROCESSING', 'status');
  const told = await notification();
  equal(await verified(told.headers, told.body), true, 'the SDK verifies the notification');
  equal(JSON.parse(told.body).event_type, 'REFUND.SUCCESS', 'event_type');
  equal(decrypted(told).out_refund_no, number('refund'), 'out_refund_no');
  const found = await accepted(await pay.find_refunds(number('refund')));
  equal(found.status, 'SUCCESS', 'status');
  equal(found.refund_id, acceptedRefund.refund_id, 'refund_id');
});

shop.close();
shop.closeAllConnections();
process.exitCode = failed === 0 ? 0 : 1;

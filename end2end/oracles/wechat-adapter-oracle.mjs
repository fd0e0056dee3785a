// A foreign SDK (npm wechatpay-node-v3) judges our own adapter for WeChat Pay, in both directions:
//   1. for every request the adapter sent, the SDK writes the same Authorization, byte for byte, and verifies it; asked
//      for the same, it sends the same words; and it signs the wallet's calls the same;
//   2. what the SDK signs in the gateway's name is understood, and nothing else is.
//
// Signatures are made without chance (RSA PKCS#1 v1.5), so that the same message and key have only one.

import { createCipheriv } from 'node:crypto';
import Sdk from 'wechatpay-node-v3';
import { Listener, end, equal, key, steps, test } from './adapter.mjs';

const HARD_CODED_HOST = 'https://api.mch.weixin.qq.com';
const NOTIFY_URL = 'http://127.0.0.1:1/webhooks/gateway';
const merchant = JSON.parse(key('merchant.json'));

const Pay = Sdk.default ?? Sdk;
Pay.certificates = {
  merchant: key('merchant_public_key.pem'),
  [merchant.platform_key_id]: key('platform_public_key.pem'),
};

const payWith = (changes) =>
  new Pay({
    appid: merchant.appid,
    mchid: merchant.mchid,
    serial_no: merchant.merchant_serial,
    publicKey: Buffer.from(key('merchant_public_key.pem')),
    privateKey: Buffer.from(key('merchant_private_key.pem')),
    key: merchant.apiv3_key,
    userAgent: 'joinery-oracle',
    ...changes,
  });
const pay = payWith();
const gateway = payWith({ privateKey: Buffer.from(key('platform_private_key.pem')) });

/** Keeps what the SDK would send, and sends nothing. */
class Kept {
  async get(url) {
    this.sent = { method: 'GET', target: url.replace(HARD_CODED_HOST, ''), body: null };
    return { status: 200, data: {} };
  }

  async post(url, parameters) {
    this.sent = { method: 'POST', target: url.replace(HARD_CODED_HOST, ''), body: parameters };
    return { status: 200, data: {} };
  }
}

function field(header, name) {
  return new RegExp(`${name}="([^"]*)"`).exec(header)[1];
}

const requestsOf = (name) => steps.find(({ step }) => step === name).requests;

for (const { step, requests } of steps) {
  for (const [at, { method, target, headers, body }] of requests.entries()) {
    const name = at === 0 ? step : `${step}'s file`;
    await test(`${name}: the SDK writes the same Authorization of this ${method}, and verifies it`, async () => {
      const [timestamp, nonce] = ['timestamp', 'nonce_str'].map((word) => field(headers.authorization, word));
      const written = (changed = {}) => {
        const message = { method, nonce, timestamp, target, body, ...changed };
        const signature = pay.getSignature(
          message.method, message.nonce, message.timestamp, message.target, message.body,
        );
        return pay.getAuthorization(nonce, timestamp, signature);
      };
      equal(headers.authorization, written(), 'Authorization');
      for (const changed of [
        { method: 'PUT', body: body || ' ' },
        { nonce: `${nonce}0` },
        { timestamp: `${Number(timestamp) + 1}` },
        { target: `${target}x` },
        { body: `${body} ` },
      ]) {
        equal(written(changed) === headers.authorization, false, `signed the same, changed ${JSON.stringify(changed)}`);
      }
      // An answer is signed over its time, nonce and body; a request has two lines more, which stand before.
      const verified = (changed = {}) =>
        pay.verifySign({
          timestamp: `${method}\n${target}\n${timestamp}`,
          nonce,
          body,
          serial: 'merchant',
          signature: field(headers.authorization, 'signature'),
          ...changed,
        });
      equal(await verified(), true, 'verified');
      equal(await verified({ body: `${body} ` }), false, 'verified with another body');
      equal(await verified({ serial: merchant.platform_key_id }), false, "verified by the gateway's key");
    });
  }
}

async function sameWords(step, request, call) {
  await test(`${step}: the SDK asks for it in the same words`, async () => {
    const kept = new Kept();
    const asking = payWith();
    asking.createHttp(kept);
    await call(asking);
    const { method, target, body } = request;
    equal({ method, target, body: body ? JSON.parse(body) : null }, kept.sent, 'the request');
  });
}

const bodyOf = (step) => JSON.parse(requestsOf(step)[0].body);
const order = (step, more = {}) => ({
  description: "入会费 50% off + 'gift'",
  out_trade_no: bodyOf(step).out_trade_no,
  time_expire: bodyOf(step).time_expire,
  notify_url: NOTIFY_URL,
  amount: { total: 990, currency: 'CNY' },
  ...more,
});
const native = bodyOf('native').out_trade_no;
const refund = bodyOf('refund').out_refund_no;
const scene = { scene_info: { payer_client_ip: '203.0.113.7', h5_info: { type: 'Wap' } } };
const mini = { appid: merchant.mini_appid, payer: { openid: 'oPayerOfmini_program' } };
for (const [step, call] of [
  ['native', (sdk) => sdk.transactions_native(order('native'))],
  ['h5', (sdk) => sdk.transactions_h5(order('h5', scene))],
  ['jsapi', (sdk) => sdk.transactions_jsapi(order('jsapi', { payer: { openid: 'oPayerOfin_wallet' } }))],
  ['mini program', (sdk) => sdk.transactions_jsapi(order('mini program', mini))],
  ['query', (sdk) => sdk.query({ out_trade_no: native })],
  ['close', (sdk) => sdk.close(bodyOf('h5').out_trade_no)],
  ['refund', (sdk) => sdk.refunds({
    out_trade_no: native,
    out_refund_no: refund,
    notify_url: NOTIFY_URL,
    amount: { refund: 400, total: 990, currency: 'CNY' },
  })],
  ['refund query', (sdk) => sdk.find_refunds(refund)],
]) {
  await sameWords(step, requestsOf(step)[0], call);
}

for (const [step, appid] of [['jsapi', merchant.appid], ['mini program', merchant.mini_appid]]) {
  await test(`${step}: the SDK signs the wallet's call as we do`, () => {
    const call = steps.find((one) => one.step === step).more;
    equal([call.appId, call.signType], [appid, 'RSA'], 'whose call');
    const lines = [call.appId, call.timeStamp, call.nonceStr, call.package];
    const signed = (changed) => pay.sign(`${changed.join('\n')}\n`);
    equal(call.paySign, signed(lines), 'paySign');
    lines.forEach((line, at) => equal(signed(lines.with(at, `${line}0`)) === call.paySign, false, `line ${at}`));
  });
}

// The other way round.
const adapter = new Listener('wechat');
const PAID_AT = '2026-11-20T12:00:00+08:00';

/** A notification's body, its content encrypted as the SDK decrypts it. */
function sealed(event, original, plain, apiv3Key = merchant.apiv3_key) {
  const nonce = 'abcdefghijkl';
  const cipher = createCipheriv('aes-256-gcm', apiv3Key, nonce);
  cipher.setAAD(Buffer.from(original));
  const text = [cipher.update(JSON.stringify(plain), 'utf8'), cipher.final(), cipher.getAuthTag()];
  return JSON.stringify({
    id: 'EV-ORACLE',
    create_time: PAID_AT,
    resource_type: 'encrypt-resource',
    event_type: event,
    summary: '支付成功',
    resource: {
      original_type: original,
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: Buffer.concat(text).toString('base64'),
      associated_data: original,
      nonce,
    },
  });
}

const payment = (changes = {}) => ({
  appid: merchant.mini_appid,
  mchid: merchant.mchid,
  out_trade_no: 'JORACLE2',
  transaction_id: '4200000000202611200000000002',
  trade_type: 'JSAPI',
  trade_state: 'SUCCESS',
  success_time: PAID_AT,
  payer: { openid: 'oORACLE' },
  amount: { total: 990, payer_total: 990, currency: 'CNY', payer_currency: 'CNY' },
  ...changes,
});

function signedBy(sdk, body, ageSeconds = 0) {
  const timestamp = `${Math.floor(Date.now() / 1000) - ageSeconds}`;
  const nonce = 'NONCE0123456789ABCDEF0123456789A';
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': merchant.platform_key_id,
    'wechatpay-signature': sdk.sha256WithRsa(`${timestamp}\n${nonce}\n${body}\n`),
  };
}

const believedBySdk = (headers, body) =>
  pay.verifySign({
    timestamp: headers['wechatpay-timestamp'],
    nonce: headers['wechatpay-nonce'],
    serial: headers['wechatpay-serial'],
    signature: headers['wechatpay-signature'],
    body,
  });

const honest = sealed('TRANSACTION.SUCCESS', 'transaction', payment());

await test('a payment signed by the SDK is understood, as the SDK understands it', async () => {
  const headers = signedBy(gateway, honest);
  const wanted = {
    paid: 'JORACLE2',
    event: 'EV-ORACLE',
    transaction: '4200000000202611200000000002',
    minor: 990,
    currency: 'CNY',
    at: Date.parse(PAID_AT),
  };
  equal(await adapter.hears(headers, honest), wanted, 'what was heard');
  equal(await believedBySdk(headers, honest), true, 'the SDK verifies it');
  const { ciphertext, associated_data: data, nonce } = JSON.parse(honest).resource;
  equal(pay.decipher_gcm(ciphertext, data, nonce).out_trade_no, 'JORACLE2', 'what the SDK decrypts');
});

await test('a refund signed by the SDK is understood', async () => {
  const plain = { mchid: merchant.mchid, out_refund_no: 'RORACLE2', refund_status: 'SUCCESS', success_time: PAID_AT };
  const body = sealed('REFUND.SUCCESS', 'refund', plain);
  const wanted = { refund: 'RORACLE2', event: 'EV-ORACLE', answer: 'succeeded', at: Date.parse(PAID_AT) };
  equal(await adapter.hears(signedBy(gateway, body), body), wanted, 'what was heard');
});

for (const [name, reason, headers, body, sdkRefuses = true] of [
  ['a payment with one changed letter', 'Signature', signedBy(gateway, honest), honest.replace('ORACLE', 'ORACLF')],
  ["a payment signed with the merchant's own key", 'Signature', signedBy(pay, honest), honest],
  ['a payment signed five minutes ago', 'Age', signedBy(gateway, honest, 301), honest, false],
]) {
  await test(`${name} is refused`, async () => {
    equal(await adapter.hears(headers, body), { refused: reason }, 'what was heard');
    equal(await believedBySdk(headers, body), !sdkRefuses, 'the SDK verifies it');
  });
}

await test("another merchant's payment is refused, rightly signed as it is", async () => {
  const body = sealed('TRANSACTION.SUCCESS', 'transaction', payment({ mchid: '1900000000' }));
  equal(await adapter.hears(signedBy(gateway, body), body), { refused: 'OtherMerchant' }, 'what was heard');
  await adapter.hangUp();
});

end();

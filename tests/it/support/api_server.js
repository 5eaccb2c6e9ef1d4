// A small data service and the provider of its tokens: sound, or wrong in the ways that are named.
//
//   node api_server.js <folder for tokens> <fault>,<fault>...
//
// Prints the ports of the service and of the provider, then serves until its input ends.
'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const folder = process.argv[2];
const faults = new Set((process.argv[3] || '').split(',').filter(Boolean));
const has = (fault) => faults.has(fault);

const base64url = (value) => Buffer.from(typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value)).toString('base64url');
const pair = () => crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
const [own, realm] = [pair(), pair()];
const KID = 'khoa-1';
const AUDIENCE = 'ho-so';
const pem = own.publicKey.export({ type: 'spki', format: 'pem' });
const der = own.publicKey.export({ type: 'spki', format: 'der' });
// Of PKCS #1 v1.5, or of PSS with a salt as long as the hash (RFC 7518, 3.5).
const ALGORITHM = has('of-pss') ? 'PS256' : 'RS256';
const scheme = (name) => (name === 'PS256' ? { padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : {});
let issuer;

function token(claims, key = own.privateKey, kid = KID) {
  const now = Math.floor(Date.now() / 1000);
  const all = { iss: issuer, aud: AUDIENCE, sub: 'can-bo-1', iat: now - 60, exp: now + 3600, ...claims };
  const start = `${base64url({ alg: ALGORITHM, typ: 'JWT', kid })}.${base64url(all)}`;
  return `${start}.${crypto.sign('sha256', Buffer.from(start), { key, ...scheme(ALGORITHM) }).toString('base64url')}`;
}

// Who is meant by a token; throws where it is not good.
function bearer(text) {
  const parts = text.split('.');
  if (has('malformed')) {
    try {
      return JSON.parse(Buffer.from(parts[1], 'base64url').toString());
    } catch {
      return { sub: 'can-bo-1' };
    }
  }
  if (parts.length !== 3) throw new Error('three parts are needed');
  const read = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());
  const header = read(parts[0]);
  const claims = read(parts[1]);
  verify(header, claims, `${parts[0]}.${parts[1]}`, Buffer.from(parts[2], 'base64url'));
  const now = Date.now() / 1000;
  if (!has('expired') && !(claims.exp > now)) throw new Error('expired');
  const known = claims.iss === issuer || (has('realm') && claims.iss === `${issuer}/thu-nghiem`) || has('issuer');
  if (!known) throw new Error('issuer');
  if (!has('audience') && claims.aud !== AUDIENCE) throw new Error('audience');
  return claims;
}

function verify(header, claims, start, signature) {
  if (has('alg-none') && header.alg === 'none') return;
  // It turns the lower-case word away, and no other.
  if (has('alg-none-case') && header.alg !== 'none' && header.alg.toLowerCase() === 'none') return;
  if (has('bad-signature') && header.alg === ALGORITHM) return;
  if (has('bad-pss') && header.alg === 'PS256') return;
  if (has('issuer') && claims.iss !== issuer) return;
  const hmac = (secret) => {
    const good = crypto.createHmac('sha256', secret).update(start).digest();
    if (!crypto.timingSafeEqual(good, signature)) throw new Error('signature');
  };
  if (header.alg === 'HS256') {
    if (has('confusion-pem')) return hmac(pem);
    if (has('confusion-pem-trimmed')) return hmac(pem.trim());
    if (has('confusion-der')) return hmac(der);
    if (has('confusion-number')) return hmac(Buffer.from(own.publicKey.export({ format: 'jwk' }).n, 'base64url'));
    if (has('kid-path')) return hmac(fs.readFileSync(path.resolve(folder, header.kid)));
    if (has('kid-query')) return hmac(/UNION SELECT '([^']*)'/.exec(header.kid)[1]);
  }
  const both = has('jwk-pss') && header.jwk;
  if (header.alg !== (both ? 'PS256' : ALGORITHM)) throw new Error('algorithm');
  let key = own.publicKey;
  if ((has('jwk') || both) && header.jwk) key = crypto.createPublicKey({ key: header.jwk, format: 'jwk' });
  else if (has('jku') && header.jku) throw new Error(`getaddrinfo ENOTFOUND ${new URL(header.jku).hostname}`);
  else if (has('realm') && header.kid === 'khoa-thu') key = realm.publicKey;
  else if (header.kid !== KID) throw new Error('key');
  if (!crypto.verify('sha256', Buffer.from(start), { key, ...scheme(header.alg) }, signature)) throw new Error('signature');
}

const DOSSIERS = [{ so: 'HS-01', nguoi: 'Nguyễn Văn Thử', chu: 'can-bo-1' }, { so: 'HS-02', nguoi: 'Trần Thị Mẫu', chu: 'can-bo-2' }];

function answer(response, status, body, headers = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const all = { 'content-type': typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json', ...headers };
  if (!has('store')) all['cache-control'] = 'no-store';
  response.writeHead(status, all);
  response.end(text);
}

function refuse(response, cors, error) {
  if (has('error-200')) return answer(response, 200, { status: 401, message: 'Bạn chưa đăng nhập' }, cors);
  if (has('redirect')) return answer(response, 302, '', { ...cors, location: '/dang-nhap' });
  if (has('hidden')) return answer(response, 404, { message: 'Không tìm thấy' }, cors);
  if (error && has('verbose')) return answer(response, 401, { error: error.stack }, { ...cors, 'www-authenticate': 'Bearer' });
  if (error && has('jku') && /ENOTFOUND/.test(error.message)) return answer(response, 401, { error: error.message }, { ...cors, 'www-authenticate': 'Bearer' });
  if (error && has('error-500')) return answer(response, 500, { message: 'Lỗi' }, cors);
  if (has('empty-challenge')) return answer(response, 401, { message: 'Cần mã truy cập' }, cors);
  return answer(response, 401, { message: 'Cần mã truy cập' }, { ...cors, 'www-authenticate': 'Bearer' });
}

function cors(origin) {
  if (!origin) return {};
  const yes = (credentials) => ({ 'access-control-allow-origin': origin, vary: 'Origin', ...(credentials ? { 'access-control-allow-credentials': 'true' } : {}) });
  if (has('cors-credentials')) return yes(true);
  if (has('cors-open')) return yes(false);
  if (has('cors-null') && origin === 'null') return yes(true);
  if (has('cors-prefix') && origin.startsWith('https://dv.thu-nghiem.example')) return yes(true);
  if (has('cors-suffix') && origin.endsWith('thu-nghiem.example')) return yes(true);
  if (/^https:\/\/[a-z-]+\.thu-nghiem\.example$/.test(origin)) return yes(true);
  return {};
}

// How the application behind reads a path that the guard before did not take for a protected one.
function normalised(raw) {
  let seen = raw;
  if (has('path-slash')) seen = seen.replace(/(.)\/+$/, '$1');
  if (has('path-semicolon')) seen = seen.replace(/;[^/]*$/, '');
  if (has('path-double')) seen = seen.replace(/\/{2,}/g, '/');
  if (has('path-case')) seen = seen.toLowerCase();
  if (has('path-dot')) seen = seen.replace(/\/%2e(?=\/)/gi, '');
  if (has('path-dots')) seen = seen.replace(/\/[^/]+\/\.\.;(?=\/)/g, '');
  if (has('path-json')) seen = seen.replace(/\.json$/, '');
  return seen;
}

let lookUps = 0;

function serve(request, response) {
  const url = request.url;
  const [raw, query = ''] = url.split('?');
  const headers = cors(request.headers.origin);
  let method = request.method;
  if (has('method-override') && request.headers['x-http-method-override']) method = request.headers['x-http-method-override'];
  if (method === 'OPTIONS' && request.headers['access-control-request-method']) return answer(response, 204, '', headers);
  const guarded = (one) => /^\/api\/ho-so(\/|$)/.test(one);
  const loose = raw !== normalised(raw);
  let place = loose ? normalised(raw) : raw;
  // The guard looks at what it was sent, and the application at what a header says.
  const said = request.headers['x-original-url'];
  let guardedPlace = place;
  if (has('header-original') && said) { place = said; guardedPlace = '/'; }
  if (has('header-guard') && said) guardedPlace = said;
  const free = loose
    || (has('header-forwarded') && request.headers['x-forwarded-for'] === '127.0.0.1')
    || (has('method-head') && method === 'HEAD')
    || (has('method-propfind') && method === 'PROPFIND')
    || (has('method-override') && method === 'PROPFIND' && request.method === 'GET');
  let who = { sub: 'can-bo-1' };
  if (guarded(place) && guarded(guardedPlace) && !free && !has('open')) {
    const inQuery = has('query') ? new URLSearchParams(query).get('access_token') : null;
    const [, shown] = /^Bearer (.+)$/.exec(request.headers.authorization || '') || [];
    if (!shown && !inQuery) return refuse(response, headers);
    try {
      who = bearer(shown || inQuery);
    } catch (error) {
      return refuse(response, headers, error);
    }
    if (!['GET', 'HEAD'].includes(method)) return answer(response, 405, { message: 'Không hỗ trợ' }, headers);
  }
  return give(response, place, who, headers, query);
}

// Answers the question that was asked, and only where it is asked as GraphQL is.
function ask(response, headers) {
  let body = '';
  response.req.on('data', (part) => { body += part; }).on('end', () => {
    const json = response.req.headers['content-type'] === 'application/json';
    const asked = json && JSON.parse(body).query === '{__schema{queryType{name}}}';
    if (!asked) return answer(response, 400, { errors: [{ message: 'a query is needed' }] }, headers);
    return answer(response, 200, { data: { __schema: { queryType: { name: 'Query' } } } }, headers);
  });
}

function give(response, place, who, headers, query) {
  if (place === '/') return answer(response, 200, { ten: 'Dịch vụ hồ sơ mẫu' }, headers);
  if (place === '/api/danh-muc') return answer(response, 200, [{ ma: 1, ten: 'Hộ tịch' }], headers);
  if (place === '/api/ho-so') return answer(response, 200, DOSSIERS.filter((own) => has('owner') || own.chu === who.sub), headers);
  const one = DOSSIERS.find((own) => place === `/api/ho-so/${own.so}`);
  if (one) {
    if (!has('owner') && one.chu !== who.sub) return answer(response, 404, { message: 'Không tìm thấy' }, headers);
    return answer(response, 200, one, headers);
  }
  if (place === '/api/tra-cuu') {
    lookUps += 1;
    if (!has('unlimited') && lookUps > 5) {
      if (has('captcha')) return answer(response, 200, { captcha: 'can-nhap' }, headers);
      return answer(response, 429, { message: 'Quá nhiều yêu cầu' }, { ...headers, 'retry-after': '60' });
    }
    return answer(response, 200, { so: 'HS-01', muc_do: 'Đang xử lý' }, headers);
  }
  if (place === '/openapi.json' && has('openapi')) return answer(response, 200, { openapi: '3.0.1', info: {}, paths: { '/api/ho-so': {} } }, headers);
  // By POST alone; a sound one answers an error to everybody who asks for its schema.
  if (place === '/api/graphql' && (has('graphql-post') || has('graphql-closed')) && response.req.method === 'POST') {
    if (has('graphql-closed')) return answer(response, 200, { errors: [{ message: 'introspection is disabled: __schema' }], data: null }, headers);
    return ask(response, headers);
  }
  if (place === '/graphql' && has('graphql') && query) return answer(response, 200, { data: { __schema: { queryType: { name: 'Query' } } } }, headers);
  if (place === '/' || !has('soft')) return answer(response, 404, { message: 'Không tìm thấy' }, headers);
  return answer(response, 200, '<!doctype html><title>Dịch vụ</title><div id="swagger-ui">openapi: 3.0 paths: SwaggerUIBundle</div>', headers);
}

const provider = http.createServer((request, response) => {
  const json = (body) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  if (request.url === '/.well-known/openid-configuration') return json({ issuer, jwks_uri: `${issuer}/khoa` });
  if (request.url === '/khoa') return json({ keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: KID, use: 'sig', alg: ALGORITHM }] });
  response.writeHead(404);
  return response.end();
});
const service = http.createServer(serve);

provider.listen(0, '127.0.0.1', () => {
  issuer = `http://cap.thu-nghiem.example:${provider.address().port}`;
  const now = Math.floor(Date.now() / 1000);
  const lent = {
    good: token({}),
    expired: token({ iat: now - 7200, exp: now - 3600 }),
    audience: token({ aud: 'dich-vu-khac' }),
    realm: token({ iss: `${issuer}/thu-nghiem` }, realm.privateKey, 'khoa-thu'),
    second: token({ sub: 'can-bo-2' }),
  };
  for (const [name, text] of Object.entries(lent)) fs.writeFileSync(path.join(folder, `${name}.token`), `${text}\n`, { mode: 0o600 });
  service.listen(0, '127.0.0.1', () => console.log(`${service.address().port} ${provider.address().port}`));
});
process.stdin.on('end', () => process.exit(0)).resume();

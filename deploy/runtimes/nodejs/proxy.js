// Serves OpenWhisk's container contract, /init once and then /run, for one function.
// usage: node proxy.js <socket path | TCP port | fd:N, a bound socket that it inherits>
'use strict';
const http = require('http');
const { createLogs } = require('./logs');
const { load } = require('./load');

const concurrent = process.env.__OW_ALLOW_CONCURRENT === 'true';
const logs = createLogs(concurrent);
let main = null;
let runs = 0;
let lastEnvironment = {};

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', chunk => chunks.push(chunk));
  request.on('end', () => {
    let body;
    try {
      body = JSON.parse(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    } catch (error) {
      return answer(response, 400, { error: `The request is not JSON: ${error.message}` });
    }
    if (request.url === '/run') run(body, request.headers.traceparent, response);
    else if (request.url === '/init') init(body, response);
    else answer(response, 404, { error: 'There are /init and /run.' });
  });
});
server.keepAliveTimeout = 0;
server.requestTimeout = 0;
server.headersTimeout = 0;
server.timeout = 0;
const at = process.argv[2];
if (/^\d+$/.test(at)) server.listen(+at, '0.0.0.0');
else if (at.startsWith('fd:')) server.listen({ fd: +at.slice(3) });
else server.listen(at);

// One function's stray rejection or late throw must be in its logs, and must not look like a healthy container.
process.on('uncaughtException', error => {
  console.error(error && error.stack || error);
  process.exit(1);
});

async function init(body, response) {
  if (main) return answer(response, 403, { error: 'Cannot initialize the action more than once.' });
  const value = body.value || {};
  for (const [name, text] of Object.entries(value.env || {})) process.env[name] = text;
  const id = (value.env || {}).__OW_ACTIVATION_ID || '';
  await logs.during(id, async () => {
    try {
      main = await load(value);
      finish(id, response, 200, { ok: true });
    } catch (error) {
      console.error(explain(error));
      finish(id, response, 502, { error: `Initialization has failed due to: ${explain(error)}` });
    }
  });
}

function run(body, traceparent, response) {
  if (!main) return answer(response, 403, { error: 'System not initialized.' });
  if (runs > 0 && !concurrent) return answer(response, 403, { error: 'System not ready, status is running.' });
  runs++;
  if (traceparent) body.traceparent = traceparent;
  const context = concurrent ? body : exportEnvironment(body);
  const id = concurrent ? body.activation_id || '' : '';
  if (concurrent) logs.during(id, () => call(body.value, context, id, response));
  else call(body.value, context, id, response);
}

function call(value, context, id, response) {
  let result;
  try {
    result = main(value || {}, context);
  } catch (error) {
    return failed(error, id, response);
  }
  if (result && typeof result.then === 'function') result.then(settled => ended(settled, id, response), error => failed(error, id, response));
  else ended(result, id, response);
}

function ended(result, id, response) {
  runs--;
  if (result === undefined || result === null) result = {};
  if (typeof result !== 'object') {
    return finish(id, response, 502, { error: `The function did not return an object or array: ${String(result).slice(0, 200)}` });
  }
  try {
    finishText(id, response, 200, JSON.stringify(result));
  } catch (error) {
    console.error(explain(error));
    finish(id, response, 502, { error: `The result is not JSON: ${error.message}` });
  }
}

function failed(error, id, response) {
  runs--;
  console.error(explain(error));
  finish(id, response, 502, { error: `An error has occurred: ${error instanceof Error ? error.message || error.name : show(error)}` });
}

// With one run at a time, OpenWhisk's rule: every string beside the value is a variable of the environment.
function exportEnvironment(body) {
  for (const name in body) {
    const text = body[name];
    if (typeof text !== 'string' || lastEnvironment[name] === text) continue;
    process.env['__OW_' + name.toUpperCase()] = text;
    lastEnvironment[name] = text;
  }
  return body;
}

function finish(id, response, status, result) {
  finishText(id, response, status, JSON.stringify(result));
}

// The sentinels go first, so that they are there when the answer is read.
function finishText(id, response, status, text) {
  if (typeof text !== 'string') text = '{}';
  logs.end(id);
  send(response, status, text);
}

function answer(response, status, result) {
  send(response, status, JSON.stringify(result));
}

function send(response, status, text) {
  response.sendDate = false;
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

function explain(error) {
  return error instanceof Error ? error.stack || `${error.name}: ${error.message}` : show(error);
}

function show(value) {
  return typeof value === 'string' ? value : JSON.stringify(value) || String(value);
}

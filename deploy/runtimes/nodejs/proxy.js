// Serves OpenWhisk's container contract, /init once and then /run, for one function.
// usage: node proxy.js <socket path | TCP port | fd:N, a bound socket that it inherits>
'use strict';
const { serve } = require('./http1');
const { createLogs } = require('./logs');
const { load } = require('./load');

const concurrent = process.env.__OW_ALLOW_CONCURRENT === 'true';
const logs = createLogs(concurrent);
let main = null;
let runs = 0;
let lastEnvironment = {};

serve(process.argv[2], ({ path, traceparent, body }, answer) => {
  let request;
  try {
    request = JSON.parse(body);
  } catch (error) {
    return tell(answer, 400, { error: `The request is not JSON: ${error.message}` });
  }
  if (path === '/run') run(request, traceparent, answer);
  else if (path === '/init') init(request, answer);
  else tell(answer, 404, { error: 'There are /init and /run.' });
});

// One function's stray rejection or late throw must be in its logs, and must not look like a healthy container.
process.on('uncaughtException', error => {
  console.error(error && error.stack || error);
  process.exit(1);
});

async function init(body, answer) {
  if (main) return tell(answer, 403, { error: 'Cannot initialize the action more than once.' });
  const value = body.value || {};
  for (const [name, text] of Object.entries(value.env || {})) process.env[name] = text;
  const id = (value.env || {}).__OW_ACTIVATION_ID || '';
  await logs.during(id, async () => {
    try {
      main = await load(value);
      finish(id, answer, 200, { ok: true });
    } catch (error) {
      console.error(explain(error));
      finish(id, answer, 502, { error: `Initialization has failed due to: ${explain(error)}` });
    }
  });
}

function run(body, traceparent, answer) {
  if (!main) return tell(answer, 403, { error: 'System not initialized.' });
  if (runs > 0 && !concurrent) return tell(answer, 403, { error: 'System not ready, status is running.' });
  runs++;
  if (traceparent) body.traceparent = traceparent;
  const context = concurrent ? body : exportEnvironment(body);
  const id = concurrent ? body.activation_id || '' : '';
  if (concurrent) logs.during(id, () => call(body.value, context, id, answer));
  else call(body.value, context, id, answer);
}

function call(value, context, id, answer) {
  let result;
  try {
    result = main(value || {}, context);
  } catch (error) {
    return failed(error, id, answer);
  }
  if (result && typeof result.then === 'function') result.then(settled => ended(settled, id, answer), error => failed(error, id, answer));
  else ended(result, id, answer);
}

function ended(result, id, answer) {
  runs--;
  if (result === undefined || result === null) result = {};
  if (typeof result !== 'object') {
    return finish(id, answer, 502, { error: `The function did not return an object or array: ${String(result).slice(0, 200)}` });
  }
  try {
    finishText(id, answer, 200, JSON.stringify(result));
  } catch (error) {
    console.error(explain(error));
    finish(id, answer, 502, { error: `The result is not JSON: ${error.message}` });
  }
}

function failed(error, id, answer) {
  runs--;
  console.error(explain(error));
  finish(id, answer, 502, { error: `An error has occurred: ${error instanceof Error ? error.message || error.name : show(error)}` });
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

function finish(id, answer, status, result) {
  finishText(id, answer, status, JSON.stringify(result));
}

// The sentinels go first, so that they are there when the answer is read.
function finishText(id, answer, status, text) {
  logs.end(id);
  answer(status, typeof text === 'string' ? text : '{}');
}

function tell(answer, status, result) {
  answer(status, JSON.stringify(result));
}

function explain(error) {
  return error instanceof Error ? error.stack || `${error.name}: ${error.message}` : show(error);
}

function show(value) {
  return typeof value === 'string' ? value : JSON.stringify(value) || String(value);
}

// HTTP/1.1 with kept connections, no more of it than the container contract needs. (The http module costs each run half as much again, and each start its loading.)
'use strict';
const net = require('net');
const REASONS = { 200: 'OK', 400: 'Bad Request', 403: 'Forbidden', 404: 'Not Found', 502: 'Bad Gateway' };

// handle(request, answer) gets { path, traceparent, body }, body as text, and calls answer(status, text) once.
exports.serve = (at, handle) => {
  const server = net.createServer({ noDelay: true }, socket => converse(socket, handle));
  if (/^\d+$/.test(at)) server.listen(+at, '0.0.0.0');
  else if (at.startsWith('fd:')) server.listen({ fd: +at.slice(3) });
  else server.listen(at);
};

// Requests may be sent ahead; each is handled only when the answer to the one before has left this process: who hears no answer knows that the next was never begun.
function converse(socket, handle) {
  let data = null;
  let busy = false;
  let looping = false;

  socket.on('data', chunk => {
    data = data ? Buffer.concat([data, chunk]) : chunk;
    proceed();
  });
  socket.on('error', () => socket.destroy());

  function proceed() {
    if (looping) return;
    looping = true;
    for (let request; !busy && (request = take());) {
      busy = true;
      const run = request.run;
      handle(request, (status, text) => answer(status, text, run));
    }
    looping = false;
  }

  function answer(status, text, run) {
    const mark = run ? `X-Run: ${run}\r\n` : '';
    socket.write(`HTTP/1.1 ${status} ${REASONS[status]}\r\nContent-Type: application/json\r\n${mark}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    if (socket.writableLength === 0) freed();
    else socket.write('', freed);
  }

  function freed() {
    busy = false;
    proceed();
  }

  // The next whole request; null while there is none.
  function take() {
    const end = data ? data.indexOf('\r\n\r\n') : -1;
    if (end < 0) return null;
    const head = data.latin1Slice(0, end);
    const start = end + 4;
    const stop = start + +(header(head, /\r\ncontent-length: *(\d+)/i) || 0);
    if (data.length < stop) return null;
    const body = data.utf8Slice(start, stop);
    data = data.length > stop ? data.subarray(stop) : null;
    return { path: head.split(' ', 2)[1], traceparent: header(head, /\r\ntraceparent: *([^\r]*)/i), run: header(head, /\r\nx-run: *(\d+)/i), body };
  }
}

function header(head, pattern) {
  const found = pattern.exec(head);
  return found ? found[1] : null;
}

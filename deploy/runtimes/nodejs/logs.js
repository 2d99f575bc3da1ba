// The end of a run's logs on both streams, and, where runs share the process, whose line each one is.
'use strict';
const fs = require('fs');
const SENTINEL = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX\n';
const sentinel = Buffer.from(SENTINEL);

exports.createLogs = concurrent => concurrent ? createMarked() : { during: (_, work) => work(), end };

function end() {
  write(1, sentinel);
  write(2, sentinel);
}

function createMarked() {
  const { AsyncLocalStorage } = require('async_hooks');
  const current = new AsyncLocalStorage();
  for (const [stream, fd] of [[process.stdout, 1], [process.stderr, 2]]) {
    stream.write = (chunk, encoding, done) => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      const id = current.getStore();
      // One write a call: lines of two runs never mix.
      write(fd, Buffer.from(id === undefined ? text : mark(id, text.endsWith('\n') ? text.slice(0, -1) : text)));
      const callback = typeof encoding === 'function' ? encoding : done;
      if (callback) process.nextTick(callback);
      return true;
    };
  }
  return {
    during: (id, work) => current.run(id, work),
    end: id => {
      const line = Buffer.from(mark(id, SENTINEL.trimEnd()));
      write(1, line);
      write(2, line);
    },
  };
}

function mark(id, text) {
  return text.split('\n').map(line => `\u001e${id}\u001f${line}\n`).join('');
}

function write(fd, bytes) {
  for (let from = 0; from < bytes.length;) {
    try {
      from += fs.writeSync(fd, bytes, from);
    } catch (error) {
      if (error.code !== 'EAGAIN') return;
    }
  }
}

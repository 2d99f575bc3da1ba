// Finds the function in what /init gives: the text of a file, or the folder an archive was unpacked to.
'use strict';
const fs = require('fs');
const path = require('path');
const vm = require('vm');
const Module = require('module');
const { pathToFileURL } = require('url');

const NEEDS_ES_MODULE = /Cannot use import statement outside a module|Unexpected token 'export'|Cannot use 'import\.meta' outside a module|await is only valid/;

exports.load = async value => {
  const name = value.main || 'main';
  const loaded = value.path ? await fromFolder(value.path) : await fromText(value.code || '', name);
  const found = pick(loaded, name) || (loaded && loaded.default && pick(loaded.default, name)) || (typeof loaded === 'function' ? loaded : null);
  if (!found) throw new Error(`The code exports no function '${name}'.`);
  return found;
};

function pick(from, name) {
  const found = name.split('.').reduce((object, part) => object == null ? undefined : object[part], from);
  return typeof found === 'function' ? found : null;
}

async function fromText(code, name) {
  const file = path.join(process.cwd(), 'index.js');
  const loose = /^[A-Za-z_$][\w$]*$/.test(name)
    ? `\n;if (typeof ${name} === 'function' && !module.exports.${name}) module.exports.${name} = ${name};`
    : '';
  const module = new Module(file, null);
  module.filename = file;
  module.paths = Module._nodeModulePaths(path.dirname(file));
  if (isCommonJs(code, file)) {
    module._compile(code + loose, file);
    return module.exports;
  }
  const asModule = path.join(fs.mkdtempSync(path.join(require('os').tmpdir(), 'function-')), 'index.mjs');
  fs.writeFileSync(asModule, code);
  return import(pathToFileURL(asModule));
}

// Compiled alone, so that a syntax error points into the user's own lines.
function isCommonJs(code, file) {
  try {
    vm.compileFunction(code, ['exports', 'require', 'module', '__filename', '__dirname'], { filename: file });
    return true;
  } catch (error) {
    if (error instanceof SyntaxError && NEEDS_ES_MODULE.test(error.message)) return false;
    throw error;
  }
}

async function fromFolder(folder) {
  process.chdir(folder);
  const manifest = path.join(folder, 'package.json');
  const entry = fs.existsSync(manifest) && JSON.parse(fs.readFileSync(manifest, 'utf8')).main || 'index.js';
  const asModule = path.join(folder, 'index.mjs');
  const candidate = path.resolve(folder, entry);
  if (entry === 'index.js' && !fs.existsSync(candidate) && fs.existsSync(asModule)) return import(pathToFileURL(asModule));
  let file;
  try {
    file = require.resolve(candidate);
  } catch (error) {
    throw new Error(`The archive has no '${entry}': its package.json must name a 'main', or it must hold index.js at its top.`);
  }
  try {
    return require(file);
  } catch (error) {
    if (error.code !== 'ERR_REQUIRE_ESM' && !(error instanceof SyntaxError && NEEDS_ES_MODULE.test(error.message))) throw error;
    return import(pathToFileURL(file));
  }
}

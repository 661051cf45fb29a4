// The borders between folders, as a lint rule: which folder may import which, and where to go instead.

import { dirname, relative, resolve, sep } from 'node:path';

/** Packages that belong to one folder alone. */
const packages = { vscode: /^vscode$/, files: /^(node:)?(fs|path)(\/|$)/, node: /^node:/, lit: /^lit(\/|$)/ };

/**
 * The folders of src/ and webview/, some with inner folders of their own rules: the folders that each may import
 * besides itself, the packages and built-in modules that it may not, and the advice for a forbidden import. The longest
 * matching name decides.
 */
export const layers = {
  shared: {
    may: [],
    forbidden: [/^(?!zod$)/],
    advice:
      'src/shared is the vocabulary of every runtime and imports nothing but zod, for what crosses a border between ' +
      'processes: move what it needs here, or pass it in.',
  },
  base: {
    may: ['shared'],
    forbidden: [packages.vscode],
    advice: 'src/base is the ground floor of all that computes: it imports only src/shared.',
  },
  processes: {
    may: ['shared', 'base/openFile.js', 'base/moving.js'],
    forbidden: [packages.vscode],
    advice: 'src/processes starts processes and knows nothing of what they do: pass in what it needs.',
  },
  engine: {
    may: ['shared', 'base'],
    forbidden: [packages.files, packages.vscode],
    advice:
      'src/engine knows numbers only: let src/jobs read the file or make the text, and hand the engine arrays ' +
      '(src/base/training.ts).',
  },
  'engine/graph': {
    may: ['shared', 'base'],
    forbidden: [/./],
    advice: 'src/engine/graph is the floor of the engine: it knows operators and shapes, and nothing that uses them.',
  },
  'engine/autodiff': {
    may: ['shared', 'base', 'engine/graph'],
    forbidden: [/./],
    advice: 'src/engine/autodiff turns one graph into another: it imports src/engine/graph alone.',
  },
  'engine/optim': {
    may: ['shared', 'base', 'engine/graph'],
    forbidden: [/./],
    advice: 'src/engine/optim writes updates as a graph: it imports src/engine/graph alone.',
  },
  'engine/model': {
    may: ['shared', 'base', 'engine/graph', 'engine/autodiff', 'engine/optim'],
    forbidden: [/./],
    advice: 'src/engine/model makes graphs and runs none: what runs them is in src/engine/backends.',
  },
  'engine/onnx': {
    may: ['shared', 'base', 'engine/graph', 'engine/model', 'engine/backends/support/protobuf.js'],
    forbidden: [packages.files, packages.vscode, /^onnxruntime/],
    advice: 'src/engine/onnx writes the format: what runs it is in src/engine/backends.',
  },
  text: {
    may: ['shared', 'base', 'processes'],
    forbidden: [packages.vscode],
    advice:
      'src/text knows only src/base and src/processes: let src/jobs join it with data, formats, runs and the engine.',
  },
  data: {
    may: ['shared', 'base', 'processes/temporaryFolder.js'],
    forbidden: [packages.vscode],
    advice: 'src/data knows only src/base: let src/jobs join it with text, formats, runs and the engine.',
  },
  'data/source': {
    may: ['shared', 'base', 'processes/temporaryFolder.js'],
    forbidden: [packages.vscode],
    advice: 'src/data/source is the floor of src/data: bytes, positions and rows, whatever the format.',
  },
  formats: {
    may: ['shared', 'base', 'processes'],
    forbidden: [packages.vscode],
    advice: 'src/formats knows only src/base: take weights as src/base/model.ts defines them, and let src/jobs call.',
  },
  runs: {
    may: ['shared', 'base', 'processes', 'formats'],
    forbidden: [packages.vscode],
    advice: 'src/runs knows only files and their formats: let src/jobs fill the run folder with what the others give.',
  },
  tensorflow: {
    may: ['shared', 'base', 'processes'],
    forbidden: [packages.vscode],
    advice:
      'src/tensorflow knows where the library is and how to load it: let src/jobs or src/cli call it, and hand the ' +
      'engine what it loads.',
  },
  hub: {
    may: ['shared', 'base', 'processes/ownerMark.js', 'processes/user.js', 'processes/privateFolder.js'],
    forbidden: [packages.vscode],
    advice:
      'src/hub brings the files of a model into the cache and knows nothing of what is in them: let src/jobs read ' +
      'them, and hand it what it has to know.',
  },
  jobs: {
    may: ['shared', 'base', 'processes', 'engine', 'text', 'data', 'formats', 'runs', 'tensorflow', 'hub'],
    forbidden: [packages.vscode],
    advice:
      'src/jobs composes the layers below and knows no user interface and no process: emit an event ' +
      '(src/shared/events.ts) instead.',
  },
  worker: {
    may: ['shared', 'base', 'processes', 'engine', 'text', 'data', 'formats', 'runs', 'tensorflow', 'hub', 'jobs'],
    forbidden: [packages.vscode],
    advice: 'src/worker serves the jobs over a socket and knows no user interface: answer a request, or emit an event.',
  },
  cli: {
    may: ['shared', 'base', 'processes', 'jobs', 'tensorflow', 'engine/trainer.js'],
    forbidden: [packages.vscode],
    advice: 'src/cli parses arguments and prints: call a job of src/jobs, and add one there when it is missing.',
  },
  host: {
    may: ['shared', 'processes', 'base/json.js', 'base/openFile.js', 'base/namedPath.js'],
    forbidden: [],
    advice: 'src/host only coordinates: send the worker a message (src/shared) instead of calling its code.',
  },
  'host/workerClient': {
    may: ['shared', 'processes', 'base/json.js', 'base/openFile.js'],
    forbidden: [packages.vscode],
    advice: 'src/host/workerClient talks to processes and knows no vscode: pass in what it needs.',
  },
  webview: {
    may: ['shared'],
    forbidden: [packages.node, packages.vscode],
    advice: 'webview draws and asks: send the host a message (src/shared) instead.',
  },
  'webview/model': {
    may: ['shared', 'webview/texts', 'webview/locale.js'],
    forbidden: [packages.node, packages.vscode, packages.lit],
    advice: 'webview/model is what the page knows, without what draws it: let webview/parts draw.',
  },
};

/** Names of folders as the table has them: below src/, or webview itself. */
function insideOf(root, file) {
  const parts = relative(root, file).split(sep);
  return parts.slice(parts[0] === 'src' ? 1 : 0).join('/');
}

/** The row of `layers` that a file belongs to; undefined outside of them (tests, scripts). */
function layerOf(root, file) {
  const inside = insideOf(root, file);
  const names = Object.keys(layers).filter((name) => inside.startsWith(`${name}/`));
  return names.sort((one, other) => other.length - one.length)[0];
}

function isAllowed(root, file, specifier, from) {
  const layer = layers[from];
  if (!specifier.startsWith('.')) return !layer.forbidden.some((pattern) => pattern.test(specifier));
  const target = insideOf(root, resolve(dirname(file), specifier));
  return [from, ...layer.may].some((name) => `${target}/`.startsWith(`${name}/`));
}

/** The rule `layers/imports`. */
export const importsRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { forbidden: "'{{specifier}}' may not be imported here. {{advice}}" },
  },
  create(context) {
    const from = layerOf(context.cwd, context.filename);
    if (from === undefined) return {};
    const check = (node) => {
      const specifier = node.source?.value;
      if (typeof specifier !== 'string' || isAllowed(context.cwd, context.filename, specifier, from)) return;
      context.report({ node, messageId: 'forbidden', data: { specifier, advice: layers[from].advice } });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

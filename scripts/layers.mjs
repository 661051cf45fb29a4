// The borders between folders, as a lint rule: which folder may import which, and where to go instead.

import { dirname, relative, resolve, sep } from 'node:path';

/**
 * Each folder of src/ (and webview/): the folders it may import beside itself, the packages and built-in modules it may
 * not,
 * and the sentence that a forbidden import fails with.
 */
export const layers = {
  shared: {
    may: [],
    forbidden: [/^(?!zod$)/],
    advice:
      'src/shared is the vocabulary of every runtime and imports nothing but zod, for what crosses a border between processes: move what it needs here, or pass it in.',
  },
  engine: {
    may: ['shared'],
    forbidden: [/^(node:)?fs\b/, /^(node:)?path$/, /^vscode$/],
    advice:
      'src/engine knows numbers only: let src/worker read the file or make the text, and hand the engine arrays (src/shared/training.ts).',
  },
  text: {
    may: ['shared'],
    forbidden: [/^vscode$/],
    advice: 'src/text knows only src/shared: let src/worker join it with data, formats, runs and the engine.',
  },
  data: {
    may: ['shared'],
    forbidden: [/^vscode$/],
    advice: 'src/data knows only src/shared: let src/worker join it with text, formats, runs and the engine.',
  },
  formats: {
    may: ['shared'],
    forbidden: [/^vscode$/],
    advice:
      'src/formats knows only src/shared: take weights as src/shared/model.ts defines them, and let src/worker call.',
  },
  runs: {
    may: ['shared'],
    forbidden: [/^vscode$/],
    advice: 'src/runs knows only src/shared: let src/worker fill the run folder with what the other folders give.',
  },
  tensorflow: {
    may: ['shared'],
    forbidden: [/^vscode$/],
    advice:
      'src/tensorflow knows where the library is and how to load it: let src/worker or src/cli call it, and hand the engine what it loads.',
  },
  hub: {
    may: ['shared'],
    forbidden: [/^vscode$/],
    advice:
      'src/hub brings the files of a model into the cache and knows nothing of what is in them: let src/worker read them, and hand it what it has to know.',
  },
  worker: {
    may: ['shared', 'engine', 'text', 'data', 'formats', 'runs', 'tensorflow', 'hub'],
    forbidden: [/^vscode$/],
    advice:
      'src/worker composes the layers below and knows no user interface: emit an event (src/shared/events.ts) instead.',
  },
  cli: {
    may: ['shared', 'worker', 'tensorflow', 'engine/trainer.js'],
    forbidden: [/^vscode$/],
    advice: 'src/cli parses arguments and prints: call a job of src/worker, and add one there when it is missing.',
  },
  host: {
    may: ['shared'],
    forbidden: [],
    advice: 'src/host only coordinates: send the worker a message (src/shared) instead of calling its code.',
  },
  webview: {
    may: ['shared'],
    forbidden: [/^node:/, /^vscode$/],
    advice: 'webview draws and asks: send the host a message (src/shared) instead.',
  },
};

/** The folder of `layers` that a file belongs to; undefined outside of them (tests, scripts). */
function layerOf(root, file) {
  const parts = relative(root, file).split(sep);
  const name = parts[0] === 'src' ? parts[1] : parts[0];
  return Object.hasOwn(layers, name) ? { name, inside: parts.slice(parts[0] === 'src' ? 1 : 0).join('/') } : undefined;
}

function isAllowed(root, file, specifier, from) {
  const layer = layers[from];
  if (!specifier.startsWith('.')) return !layer.forbidden.some((pattern) => pattern.test(specifier));
  const target = layerOf(root, resolve(dirname(file), specifier));
  if (target === undefined) return false;
  return [from, ...layer.may].some((folder) => `${target.inside}/`.startsWith(`${folder}/`));
}

/** The rule `layers/imports`. */
export const importsRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { forbidden: "'{{specifier}}' may not be imported here. {{advice}}" },
  },
  create(context) {
    const from = layerOf(context.cwd, context.filename)?.name;
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

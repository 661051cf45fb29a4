// Lint: strict and type-checked, no `any`, no default exports, small files, and the borders between folders
// (scripts/layers.mjs).

import js from '@eslint/js';
import stylistic from '@stylistic/eslint-plugin';
import { defineConfig, globalIgnores } from 'eslint/config';
import importSort from 'eslint-plugin-simple-import-sort';
import tseslint from 'typescript-eslint';

import { importsRule } from './scripts/layers.mjs';

const defaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: a name that is the same everywhere can be searched for.',
};

/** Files that open only what this product, this user's programs or a library wrote in their own places. */
const ownFiles = [
  'src/base/openFile.ts',
  'src/formats/atomicWrite.ts',
  'src/runs/heldFile.ts',
  'src/runs/journal.ts',
  'src/jobs/train/frozenCache.ts',
  'src/jobs/devices/deviceCache.ts',
  'src/jobs/productFiles.ts',
  'src/worker/server/serviceServer.ts',
  'src/worker/socket/startFile.ts',
  'src/cli/secondProcess.ts',
  'src/hub/*.ts',
  'src/tensorflow/**/*.ts',
  'src/host/log.ts',
  'src/host/panel/panels.ts',
  'src/host/runs/toldEnds.ts',
  'src/host/workerClient/program.ts',
];

/** Functions of a module that open files without a look at what they are. */
const doorsOf = (module) =>
  [module, `node:${module}`].map((name) => ({
    name,
    importNames: ['readFile', 'readFileSync', 'createReadStream', 'open', 'openSync', 'default'],
    message: 'A stranger may have written the file, or put a pipe in its place: use src/base/openFile.ts.',
  }));

const fileDoors = ['fs', 'fs/promises'].flatMap(doorsOf);

const renames = ['fs', 'node:fs', 'fs/promises', 'node:fs/promises'].map((name) => ({
  name,
  importNames: ['rename', 'renameSync'],
  message: 'On Windows another program may have the file open: use src/base/moving.ts, which waits for it.',
}));

/** What starts a process: only the one function of src/processes may. */
const processModules = ['child_process', 'worker_threads', 'cluster'].flatMap((name) => [name, `node:${name}`]);
const startsProcess =
  'Start it with src/processes/children.ts: in a folder of our own, by an absolute path, with cleaned variables.';
const connectsSocket = {
  name: 'node:net',
  importNames: ['connect', 'createConnection', 'Socket'],
  message: 'Connect with src/processes/ownSocket.ts, which connects to nothing but sockets of our own.',
  allowTypeImports: true,
};
const onnxRuntime = {
  name: 'onnxruntime-node',
  message: 'Import src/engine/backends/support/onnxRuntime.ts, which switches its telemetry off.',
};
const processImport = {
  selector: `ImportExpression[source.value=/^(${processModules.join('|')})$/]`,
  message: startsProcess,
};

/** A test that is left out says why, and fails where every test has to run. */
const leftOut = {
  selector: 'MemberExpression[object.name=/^(test|describe)$/][property.name=/^(runIf|skipIf|skip|only|todo|fails)$/]',
  message: 'Say why a test is left out: test/support/systems.ts and test/support/needs.ts do.',
};

const throughDoor = 'Show it through src/host/doors, where text from files is text.';
/** What VS Code takes for links, icons and Markdown. */
const shownByWindow = new RegExp(
  '^(show(Information|Warning|Error)Message|(show|create)(QuickPick|InputBox)|withProgress|setStatusBarMessage' +
    '|createStatusBarItem|createOutputChannel|createTerminal)$',
);
const doors = [
  { selector: `MemberExpression[object.name='window'][property.name=${shownByWindow}]`, message: throughDoor },
  { selector: "MemberExpression[object.name='window'][computed=true]", message: throughDoor },
  { selector: "VariableDeclarator[init.name='window']", message: throughDoor },
  { selector: "ImportSpecifier[imported.name='window'][local.name!='window']", message: throughDoor },
  { selector: "ImportDeclaration[source.value='vscode'] > ImportNamespaceSpecifier", message: throughDoor },
  { selector: 'NewExpression[callee.name=/^(MarkdownString|TreeItem)$/]', message: throughDoor },
  { selector: "ClassDeclaration[superClass.name='TreeItem']", message: throughDoor },
];

/** What a reader would have to decode. */
const cleverness = [
  {
    selector: 'ObjectExpression > SpreadElement > ObjectExpression.argument',
    message: 'Name the properties one after another: a spread groups nothing.',
  },
  {
    selector: 'ArrayExpression > SpreadElement > ArrayExpression.argument',
    message: 'Name the items one after another: a spread groups nothing.',
  },
  {
    selector: "VariableDeclarator[id.type='ArrayPattern'][init.type='ArrayExpression']",
    message: 'Declare one variable a line.',
  },
  {
    selector: "AssignmentExpression[left.type='ArrayPattern'][right.type='ArrayExpression']",
    message: 'Assign one variable a line.',
  },
  { selector: "ReturnStatement > UnaryExpression[operator='void']", message: 'Call first, then return.' },
];

/** What a function as text cannot name. */
const valueImport = {
  selector: "ImportDeclaration[importKind!='type']",
  message: 'These functions run as text: import types alone.',
};

/** Deep or endless JSON ends the program that walks it. */
const unboundedJson = {
  selector: "MemberExpression[object.name='JSON'][property.name='parse']",
  message: 'Parse it with src/base/json.ts, which counts levels and values first.',
};

/** An array without bound gives a call too many arguments for the stack. */
const spreadIntoCall = {
  selector:
    'CallExpression[callee.property.name=/^(push|unshift|max|min|fromCharCode|fromCodePoint)$/] > SpreadElement',
  message: 'Use a loop or reduce: a long array has more items than a call may have arguments.',
};

/** Prettier sets the code, this holds what it cannot break: comments, texts and markup in templates. */
const columns = [
  'error',
  { code: 120, tabWidth: 2, ignoreUrls: true, ignoreComments: false, ignoreRegExpLiterals: true },
];

export default defineConfig(
  globalIgnores(['dist/', 'build/', 'coverage/', '**/*.as.ts']),
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.mjs'],
    plugins: { importSort, stylistic },
    rules: {
      'stylistic/max-len': columns,
      'importSort/imports': 'error',
      'importSort/exports': 'error',
      'no-restricted-syntax': ['error', ...cleverness],
    },
  },
  {
    files: ['**/*.mjs'],
    extends: [js.configs.recommended],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
  },
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // A loop over typed arrays knows its bounds; a check of each element would cost more than it finds.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // A job is asynchronous by its interface, even where one of them has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    plugins: { layers: { rules: { imports: importsRule } } },
    rules: {
      'layers/imports': 'error',
      'no-restricted-syntax': ['error', ...cleverness, defaultExport, processImport, spreadIntoCall, unboundedJson],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            ...processModules.map((name) => ({ name, message: startsProcess, allowTypeImports: true })),
            connectsSocket,
            onnxRuntime,
          ],
        },
      ],
    },
  },
  {
    files: ['src/host/**/*.ts', 'src/extension.ts'],
    ignores: ['src/host/doors/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...cleverness,
        defaultExport,
        processImport,
        spreadIntoCall,
        unboundedJson,
        ...doors,
      ],
    },
  },
  {
    files: ['src/engine/backends/support/onnxRuntime.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  {
    files: ['src/processes/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': 'off',
      'no-restricted-syntax': ['error', ...cleverness, defaultExport, unboundedJson],
    },
  },
  {
    // The door itself, and that of JSON as data, which counts before it parses.
    files: ['src/base/json.ts', 'src/data/text/jsonValues.ts'],
    rules: { 'no-restricted-syntax': ['error', ...cleverness, defaultExport, processImport, spreadIntoCall] },
  },
  {
    // It runs as text in a process of its own.
    files: ['src/text/native/program.ts'],
    rules: { 'no-restricted-syntax': ['error', ...cleverness, defaultExport, spreadIntoCall, valueImport] },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/base/moving.ts', 'src/host/workerClient/program.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: renames }] },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ownFiles,
    rules: { 'no-restricted-imports': ['error', { paths: [...fileDoors, ...renames] }] },
  },
  {
    files: ['src/base/moving.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: fileDoors }] },
  },
  {
    files: ['src/**/*.ts', 'webview/**/*.ts', 'scripts/**', 'esbuild.mjs'],
    rules: {
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['test/**/*.ts'],
    // What vitest's matchers give is `any` by their own types.
    rules: {
      'max-lines': ['error', 300],
      'no-restricted-imports': ['error', { name: 'vitest', importNames: ['it'], message: 'Use test.' }],
      'no-restricted-syntax': ['error', ...cleverness, leftOut],
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
);

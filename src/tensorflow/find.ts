// Finds a TensorFlow library on this machine: one that the user names comes first, one that we installed next.

import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

import * as z from 'zod';

import { parseBoundedJson } from '../base/json.js';
import { askChild } from '../processes/children.js';
import { UserError } from '../shared/errors.js';
import { releases } from './install/releases.js';
import { type Build, isLibrary, type Library, libraryWithin, readWhole, sharedObjects } from './library.js';
import { folderVariable, type Locations, platformName } from './locations.js';
import { findPythons, pythonWords } from './python.js';

/** The time limit in milliseconds for Python's answer about its packages. */
const pythonTimeout = 10_000;

/**
 * The library to use: that of the variable FINETUNE_BERT_TENSORFLOW, of our cache, of an installed Python package, or
 * of the npm package's download, in this order; null where there is none. Throws `tensorflow.badFolder` when the
 * variable names a folder without one.
 */
export function findLibrary(locations: Locations): Library | null {
  // Where we install none, Python is not asked either: Windows answers by opening its shop.
  const ofPython = () => (releases[platformName()] === undefined ? null : pythonLibrary(locations));
  return namedLibrary(locations) ?? installedLibrary(locations) ?? ofPython() ?? npmLibrary(locations);
}

function namedLibrary({ environment }: Locations): Library | null {
  const named = environment[folderVariable];
  if (!named) return null;
  const folder = libraryWithin(named);
  if (folder !== null) return { folder, source: 'variable', version: null, build: null };
  const objects = sharedObjects(named);
  throw new UserError('tensorflow.badFolder', { folder: named, file: 'missing' in objects ? objects.missing : '' });
}

/**
 * The folder of one build in our cache, with the layout of Python's site-packages, so that the library finds NVIDIA's
 * beside it.
 */
export function installedRoot(locations: Locations, version: string, build: Build): string {
  return join(locations.cache, `${version}-${build}`);
}

/** The library that we installed, the newest first; one with CUDA before one without. */
function installedLibrary({ cache }: Locations): Library | null {
  const entries = existsSync(cache) ? readdirSync(cache).filter((name) => /^\d+\.\d+\.\d+-(cpu|cuda)$/.test(name)) : [];
  for (const name of entries.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))) {
    const manifest = readWhole(join(cache, name));
    const folder = join(cache, name, 'tensorflow');
    if (manifest !== null && isLibrary(folder))
      return { folder, source: 'installed', version: manifest.version, build: manifest.build };
  }
  return null;
}

/** Asks Python for the location of a package, without importing it, and for the distribution that contains it. */
const pythonQuestion = `
import importlib.metadata as metadata, importlib.util as util, json
spec = util.find_spec("tensorflow")
found = {}
for name in ("tensorflow", "tensorflow-cpu"):
    try: found[name] = metadata.version(name)
    except metadata.PackageNotFoundError: pass
print(json.dumps({"folders": list(spec.submodule_search_locations or []) if spec else [], "versions": found}))
`;
const pythonAnswer = z.object({ folders: z.array(z.string()), versions: z.record(z.string(), z.string()) });

function pythonLibrary(locations: Locations): Library | null {
  const [python] = findPythons(locations);
  if (python === undefined) return null;
  try {
    const { environment } = locations;
    const answer = askChild(python, pythonWords(pythonQuestion), { timeout: pythonTimeout, environment });
    const { folders, versions } = pythonAnswer.parse(parseBoundedJson(answer));
    const folder = folders.find((path) => isAbsolute(path) && isLibrary(path));
    if (folder === undefined) return null;
    const onCpu = versions['tensorflow-cpu'] ?? null;
    return {
      folder,
      source: 'python',
      version: onCpu ?? versions['tensorflow'] ?? null,
      build: onCpu === null ? null : 'cpu',
    };
  } catch {
    // Without Python, or without an answer from it, there is no such library.
    return null;
  }
}

/**
 * The npm package's folder, when it is installed beside the product: in a node_modules of the product's folder or one
 * above it, and not where NODE_PATH leads.
 */
export function npmPackage({ product }: Locations): string | null {
  for (let folder = product; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
    if (existsSync(join(found, 'package.json'))) return realpathSync(found);
    if (dirname(folder) === folder) return null;
  }
}

function npmLibrary(locations: Locations): Library | null {
  const root = npmPackage(locations);
  const folder = root === null ? null : join(root, 'deps', 'lib');
  if (folder === null || !isLibrary(folder)) return null;
  return { folder, source: 'npm', version: versionOfHeaders(join(folder, '..', 'include')), build: null };
}

/** The version in a header of the C library's archive, which has one up to 2.16. */
function versionOfHeaders(include: string): string | null {
  const header = join(include, 'tensorflow', 'core', 'public', 'version.h');
  if (!existsSync(header)) return null;
  const text = readFileSync(header, 'utf8');
  const parts = ['MAJOR', 'MINOR', 'PATCH'].map(
    (part) => new RegExp(`#define TF_${part}_VERSION (\\d+)`).exec(text)?.[1],
  );
  return parts.includes(undefined) ? null : parts.join('.');
}

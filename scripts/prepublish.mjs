// vsce runs this before it packs, so that a package never holds an old build. `npm run package` has built by then.

import { buildAll } from '../esbuild.mjs';

if (process.env.FINETUNE_BERT_IS_BUILT !== 'yes') await buildAll();

// A hub in a process of its own, as fast as Node serves from memory: one model of so many bytes. Prints its port, and
// serves until it is killed.

import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

const length = Number(process.argv[2]);
const weights = Buffer.alloc(length);
// Different numbers that are quick to make: their values do not matter.
new Uint32Array(weights.buffer, weights.byteOffset, length >> 2).forEach(
  (_, at, all) => (all[at] = Math.imul(at, 2654435761)),
);
const small = Buffer.from('{}');
const git = (bytes) => createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
const siblings = [
  ...['config.json', 'tokenizer.json'].map((rfilename) => ({ rfilename, size: small.length, blobId: git(small) })),
  {
    rfilename: 'model.safetensors',
    size: length,
    lfs: { sha256: createHash('sha256').update(weights).digest('hex'), size: length },
  },
];
const listing = JSON.stringify({ sha: '1'.repeat(40), siblings });

const server = createServer((request, response) => {
  if (request.url.startsWith('/api/')) return response.end(listing);
  const bytes = request.url.endsWith('.safetensors') ? weights : small;
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  if (first === undefined) return response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  const body = bytes.subarray(Number(first), Number(last) + 1);
  return response
    .writeHead(206, { 'content-length': body.length, 'content-range': `bytes ${first}-${last}/${bytes.length}` })
    .end(body);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));

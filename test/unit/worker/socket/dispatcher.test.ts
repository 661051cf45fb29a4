// More requests at once than a client may have are refused in a sentence, and the others are answered.

import { expect, test } from 'vitest';
import * as z from 'zod';

import { type Answer, Dispatcher } from '../../../../src/worker/socket/dispatcher.js';

const methods = { wait: { params: z.object({}), result: z.object({}), progress: z.never() } };

test('of 500 requests at once 256 are worked on, and each of the others is told that there are too many', async () => {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const answers: Answer[] = [];
  const dispatcher = new Dispatcher(
    { methods, handlers: { wait: () => gate.then(() => ({})) }, log: () => undefined },
    (answer) => answers.push(answer),
  );
  for (let id = 0; id < 500; id++) dispatcher.request(id, 'wait', {});
  expect(answers).toHaveLength(244);
  for (const answer of answers)
    expect(answer).toMatchObject({ type: 'failed', failure: { kind: 'user', code: 'worker.tooMany' } });
  open();
  await expect.poll(() => answers.filter(({ type }) => type === 'reply').length).toBe(256);
  dispatcher.request(1000, 'wait', {});
  await expect.poll(() => answers.at(-1)).toMatchObject({ type: 'reply', id: 1000 });
});

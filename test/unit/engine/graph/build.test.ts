// Every operator can be built.

import { expect, test } from 'vitest';

import * as build from '../../../../src/engine/graph/build.js';
import type { OperatorName } from '../../../../src/engine/graph/operators.js';
import { shapeRules } from '../../../../src/engine/graph/shapeRules.js';

test.each(Object.keys(shapeRules) as OperatorName[])('%s has a function that adds it to a graph', (operator) => {
  const builders: Readonly<Record<OperatorName, unknown>> = build;
  expect(builders[operator]).toBeInstanceOf(Function);
});

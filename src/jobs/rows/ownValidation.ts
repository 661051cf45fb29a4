// Validates a dataset on its own validation split, unless another setting is given.

import { validationSplitOf } from '../../data/table/dataFormat.js';
import type { GivenSettings } from '../../shared/settings.js';

/**
 * The settings with `validation` set to that split, where rows are not to be held out by group or time. Throws a
 * UserError for a dataset that is damaged.
 */
export async function withOwnValidation<Given extends GivenSettings>(data: string, given: Given): Promise<Given> {
  const { group = null, time = null } = given;
  const isOpen = given.validation === undefined && group === null && time === null;
  const validation = isOpen ? await validationSplitOf(data) : null;
  return validation === null ? given : { ...given, validation };
}

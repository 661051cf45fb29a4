// A dataset that comes with rows to validate on is validated on them, where nothing else was asked for.

import { validationSplitOf } from '../../data/table/dataFormat.js';
import type { GivenSettings } from '../../shared/settings.js';

/** The settings with `validation` set to that split. Throws a UserError for a dataset that is damaged. */
export async function withOwnValidation<Given extends GivenSettings>(data: string, given: Given): Promise<Given> {
  const validation = given.validation === undefined ? await validationSplitOf(data) : null;
  return validation === null ? given : { ...given, validation };
}

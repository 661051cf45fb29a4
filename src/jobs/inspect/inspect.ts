// The job `inspect`: the contents of a data file, before anything is trained.

import { inspect as inspectFile } from '../../data/inspect/inspect.js';
import { parseSettings } from '../../runs/parseSettings.js';
import type { Inspection } from '../../shared/inspection.js';
import type { InspectRequest, JobContext } from '../jobs.js';
import { withOwnValidation } from '../rows/ownValidation.js';

/** Throws a UserError when the file cannot be read or holds no rows. */
export async function inspect(request: InspectRequest, context: JobContext): Promise<Inspection> {
  context.log(`inspect ${request.data}`);
  return inspectFile(request.data, parseSettings(await withOwnValidation(request.data, request.settings)));
}

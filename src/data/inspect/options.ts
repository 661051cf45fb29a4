// The options of an inspection.

import type { ColumnOptions } from '../rows/columns.js';
import type { TableOptions } from '../table/table.js';
import type { SurveyOptions } from './survey.js';

export interface InspectOptions extends TableOptions, ColumnOptions, Omit<SurveyOptions, 'labelSeparator'> {}

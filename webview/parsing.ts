// Tells zod, before any schema is made, to do without code made from strings: the page's security policy forbids it.

import * as z from 'zod';

z.config({ jitless: true });

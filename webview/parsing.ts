// Configures zod, before any schema is made, to generate no code from strings: the page's security policy forbids it.

import * as z from 'zod';

z.config({ jitless: true });

import { bulk } from '../shared/api/bulk.ts';
import { serveWrite } from './register.ts';

serveWrite('bulk', 'POST', 'Bulk', bulk);

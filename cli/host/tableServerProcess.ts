/** The process in which Azurite's table service runs, on rows in SQLite. */
import { runTableServer } from './tables/run.ts';

await runTableServer();

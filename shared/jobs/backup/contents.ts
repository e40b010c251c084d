import { DamagedRow } from '../../tenants/fields.ts';
import { parseTenant } from '../../tenants/parseTenant.ts';
import { isTenantName } from '../../tenants/tenant.ts';
import { DamagedBackup, nothingYet, plusLine, readLine, type BackupLine, type Totals } from './lines.ts';

/** What a whole backup holds. */
export interface Contents {
  /** RFC 3339: it tells one backup from another. */
  readonly made: string;
  readonly totals: Totals;
  /** Names of the tenants that can be brought back. */
  readonly tenants: readonly string[];
}

/**
 * Looks whether a file is a whole backup, with tenants that this release can read, before anything of it is used.
 *
 * @throws DamagedBackup
 */
export async function contentsOf(texts: AsyncIterable<string>): Promise<Contents> {
  const reader = new ContentsReader();
  let number = 0;
  for await (const text of texts) {
    number += 1;
    reader.add(readLine(text, number), number);
  }
  return reader.contents();
}

class ContentsReader {
  #made: string | undefined;
  #totals = nothingYet;
  #end: Totals | undefined;
  readonly #tenants = new Map<string, 'whole' | 'gone'>();
  /** The tenant to which the next lines belong. */
  #open: string | undefined;

  add(line: BackupLine, number: number): void {
    if ('backup' in line !== (number === 1) || this.#end !== undefined)
      throw new DamagedBackup('The file is no backup of uniflow-scim, or several of them.');
    if ('backup' in line) this.#made = line.made;
    else if ('end' in line) this.#end = line.end;
    else if ('tenant' in line) this.#begin(line.tenant, number);
    else if (this.#open === undefined || ('gone' in line && line.gone !== this.#open))
      throw new DamagedBackup(`Line ${number} of the file does not belong to the tenant before it.`);
    else if ('gone' in line) this.#forget(line.gone);
    this.#totals = plusLine(this.#totals, line);
  }

  #begin(document: string, number: number): void {
    const name = nameIn(document, number);
    if (this.#tenants.has(name))
      throw new DamagedBackup(`Line ${number} of the file names the tenant "${name}" again.`);
    this.#tenants.set(name, 'whole');
    this.#open = name;
  }

  #forget(name: string): void {
    this.#tenants.set(name, 'gone');
    this.#open = undefined;
  }

  contents(): Contents {
    if (this.#made === undefined || this.#end === undefined)
      throw new DamagedBackup('The file is cut off: its last line is missing.');
    if (JSON.stringify(this.#end) !== JSON.stringify(this.#totals))
      throw new DamagedBackup('The file has not as many lines as its end says.');
    const tenants = [...this.#tenants].filter(([, state]) => state === 'whole').map(([name]) => name);
    return { made: this.#made, totals: this.#totals, tenants };
  }
}

/** @throws DamagedBackup also for a tenant of a later release. */
function nameIn(document: string, number: number): string {
  try {
    const { name, removing, restoring } = parseTenant(document);
    // A name stands in storage keys and queries as it is.
    if (isTenantName(name) && removing === undefined && restoring === undefined) return name;
  } catch (error) {
    if (!(error instanceof DamagedRow)) throw error;
    throw new DamagedBackup(
      `Line ${number} of the file holds a tenant that can't be read: ${error.message}`,
      {
        cause: error,
      },
    );
  }
  throw new DamagedBackup(`Line ${number} of the file holds a tenant that can't be made.`);
}

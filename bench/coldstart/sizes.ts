import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Bytes by name: the bundle, and then the files beside it that are loaded where they are needed. */
export async function sizesOf(bundle: string): Promise<ReadonlyMap<string, number>> {
  const folder = dirname(bundle);
  const late = (await readdir(folder)).filter((name) => name.endsWith('.cjs') && name !== basename(bundle));
  const names = [basename(bundle), ...late.toSorted()];
  return new Map(
    await Promise.all(
      names.map(async (name): Promise<[string, number]> => [name, (await stat(join(folder, name))).size]),
    ),
  );
}

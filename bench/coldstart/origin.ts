/** What a module belongs to: its package, or its room of the project. */
export function nameOf(path: string): string {
  const inPackage = /node_modules\/(?!.*node_modules\/)((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  if (inPackage !== undefined) return inPackage;
  const [room = path, part = ''] = path.split('/');
  return room === 'functions' || part === '' || part.includes('.') ? room : `${room}/${part}`;
}

/** The oldest supported release of Node. */
const min = { major: 22, minor: 13 };

/** Says that a version of Node is too old, and what to do; undefined if it is recent enough. */
export function nodeTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > min.major || (major === min.major && minor >= min.minor)) return undefined;
  return (
    `uniflow-scim needs Node ${min.major}.${min.minor} or later, and this is ${version}: https://nodejs.org has it. ` +
    'In a checkout "npm ci" installs one, and the commands then run with it.'
  );
}

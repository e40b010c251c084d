/** The first release that the commands and their libraries are made for; the same as in package.json. */
const min = { major: 22, minor: 12 };

/** Why a version of Node can't run the commands, and what to do; undefined if it can. */
export function nodeTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > min.major || (major === min.major && minor >= min.minor)) return undefined;
  return (
    `uniflow-scim needs Node ${min.major}.${min.minor} or later, and this is ${version}: https://nodejs.org has it. ` +
    'In a checkout "npm start" and the other npm scripts run the Node that "npm ci" has installed.'
  );
}

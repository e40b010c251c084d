/**
 * Processor time of checking one sign-in's token: bounds, XML, signature, claims, with the certificates of a directory
 * that publishes two. `npm run bench:signin -- [tokens]`, 300 by default. Reading the user and writing the session are
 * storage calls, which `npm run bench` measures.
 */
import { startDirectory } from '../cli/directory/directory.ts';
import { Directories } from '../shared/signIn/directories.ts';
import { readSignInResponse } from '../shared/signIn/response.ts';
import { quantile } from './measure/statistics.ts';
import { processorTime } from './pure/measure.ts';

const tokens = Number(process.argv[2] ?? 300);
const warmUps = 50;
const realm = 'https://print.example.com/sso/contoso';
const person = {
  ...{
    objectId: 'aaaaaaaa-bbbb-cccc-dddd-000000000001',
    userName: 'ada@contoso.example',
    displayName: 'Ada',
  },
  ...{ nickname: 'ada', givenName: 'Ada', familyName: 'Lovelace', email: 'ada@contoso.example' },
};

const directory = await startDirectory([person]);
try {
  const { directoryId, metadataUrl, issuer } = directory;
  const address = { tenant: 'contoso', directoryId, metadataUrl };
  const metadata = await new Directories(directory.origin).metadataOf(address);
  // The one that does not sign is tried first: the worst case.
  const certificates = metadata.certificates.map(({ pem }) => pem).toReversed();
  const party = { realm, replyUrl: `${realm}/wsfed`, issuer, directoryId, certificates };
  const milliseconds: number[] = [];
  for (let i = 0; i < tokens + warmUps; i += 1) {
    const token = await directory.tokenFor(person, realm);
    const started = processorTime();
    await readSignInResponse(token, party, new Date());
    if (i >= warmUps) milliseconds.push(processorTime() - started);
  }
  const [half, most] = [quantile(milliseconds, 0.5), quantile(milliseconds, 0.95)];
  console.log(
    `median ${half.toFixed(1)} ms, 95 % within ${most.toFixed(1)} ms of processor time; wanted: 25 ms`,
  );
} finally {
  await directory.stop();
}

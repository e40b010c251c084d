// The bundle's entry: what is imported here is what is served.
import { service } from '../shared/service.ts';
import './bulk.ts';
import './createUser.ts';
import './deleteUser.ts';
import './getGroup.ts';
import './getResourceType.ts';
import './getSchema.ts';
import './getUser.ts';
import './health.ts';
import './listGroups.ts';
import './listResourceTypes.ts';
import './listSchemas.ts';
import './listUsers.ts';
import './me.ts';
import './patchUser.ts';
import './replaceUser.ts';
import './search.ts';
import './searchUsers.ts';
import './serviceProviderConfig.ts';
import './zzNotFound.ts';

// A missing or wrong setting must stop the start with its sentence, not fail the first customer's request.
service();

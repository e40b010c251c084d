/** The URN and paths of the uniFLOW extension. It imports nothing: the build reads it before `generated/` exists. */
/** The URN of the uniFLOW extension, whose attributes the store and the settings know by name. */
export const uniflowUrn = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';

/** SCIM path of the card number, which has a row of its own. */
export const cardNumberPath = `${uniflowUrn}:cardNumber`;

/** SCIM path of the pin, for which a tenant may have a rule of its own. */
export const pinPath = `${uniflowUrn}:pin`;

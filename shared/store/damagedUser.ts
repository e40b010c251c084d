/** What is stored of a user can't be read or written. The message names the user at most, and holds no value. */
export class DamagedUser extends Error {
  override readonly name = 'DamagedUser';
}

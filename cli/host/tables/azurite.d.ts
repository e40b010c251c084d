/** Azurite has no type declarations, and is CommonJS. */
declare module 'azurite/dist/src/*' {
  const module: unknown;
  export default module;
}

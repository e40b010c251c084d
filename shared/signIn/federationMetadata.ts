/** A certificate with which a directory signs. */
export interface SigningCertificate {
  readonly pem: string;
  readonly ends: Date;
}

/** What a directory's federation metadata says. */
export interface DirectoryMetadata {
  /** The issuer of its assertions. */
  readonly entityId: string;
  /** Where browsers are sent to sign in, and out. */
  readonly passiveEndpoint: string;
  readonly certificates: readonly SigningCertificate[];
}

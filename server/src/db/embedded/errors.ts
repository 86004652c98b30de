/** MongoDB's error codes that this engine answers with. Source: mongo/src/mongo/base/error_codes.yml. */
export const codes = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  UserNotFound: 11,
  Unauthorized: 13,
  TypeMismatch: 14,
  InvalidLength: 16,
  ProtocolError: 17,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  NetworkTimeout: 89,
  ShutdownInProgress: 91,
  CommandFailed: 125,
  CommandNotSupported: 115,
  CannotIndexParallelArrays: 171,
  InvalidIndexSpecificationOption: 197,
  TransactionTooOld: 225,
  OperationNotSupportedInTransaction: 263,
  TooManyDocumentsInBatch: 291,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  OutOfDiskSpace: 14031,
} as const;

export type CodeName = keyof typeof codes;

const namesByCode = new Map<number, string>(Object.entries(codes).map(([name, code]) => [code, name]));

/** The codeName MongoDB gives to a code; codes without a name are shown as `Location<code>`. */
export function codeName(code: number): string {
  return namesByCode.get(code) ?? `Location${code}`;
}

/** A failure of one command or of one statement in it, answered to the client as MongoDB would. */
export class CommandError extends Error {
  readonly code: number;
  /** Further fields of the reply, such as keyPattern and keyValue. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: CodeName | number, message: string, fields: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'CommandError';
    this.code = typeof code === 'number' ? code : codes[code];
    this.fields = fields;
  }

  get codeName(): string {
    return codeName(this.code);
  }
}

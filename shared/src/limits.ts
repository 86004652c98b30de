/**
 * Every limit of the product, by name. Each is enforced by a schema, a rule or a transport, and tested at the limit
 * and one above. Lengths count UTF-16 code units; sizes bytes; `Ms` milliseconds.
 */
export const limits = {
  /** Text */
  messageBodyLength: 10_000,
  threadTitleLength: 120,
  channelNameLength: 80,
  channelTopicLength: 250,
  channelPurposeLength: 1_000,
  memberNameLength: 80,
  memberHandleLength: 32,
  memberTitleLength: 100,
  memberAboutLength: 1_000,
  statusTextLength: 100,
  reasonLength: 300,
  workspaceNameLength: 80,
  companyNameLength: 80,
  keywordLength: 40,
  emojiLength: 40,
  emailLength: 254,
  passwordLengthMin: 10,
  passwordLengthMax: 200,
  idLength: 64,
  clientIdLengthMin: 16,
  clientIdLengthMax: 36,

  /** Counts */
  mentionsPerMessage: 50,
  reactionsDistinctPerMessage: 20,
  reactionsPerMessage: 2_000,
  pinsPerChannel: 50,
  threadPinsPerChannel: 20,
  /** A thread with more replies stays where it is. */
  threadMoveRepliesMax: 1_000,
  directMembersMax: 9,
  membersPerAdd: 50,
  idsPerLookup: 200,
  keywordsPerMember: 50,
  draftsPerMember: 200,
  savedPerMember: 2_000,
  scheduledPerMember: 200,
  sectionsPerMember: 50,
  sessionsPerMember: 20,
  tokensPerBot: 20,
  channelsPerMember: 1_000,
  channelsPerResume: 1_000,
  importsListed: 50,
  exportsKept: 5,

  /** Pages */
  pageSizeDefault: 50,
  pageSizeMax: 200,
  catchUpEntriesMax: 500,
  catchUpBytesMax: 512 * 1024,
  /** Further behind than this, a reader starts over with a snapshot. */
  catchUpBehindMax: 5_000,

  /** Journal */
  batchEntriesMax: 100,
  batchBytesMax: 1024 * 1024,
  appendQueueMax: 2_000,
  ringEntriesMax: 1_000,
  /** Entries that wait to be projected before a channel refuses more. */
  unprojectedMax: 20_000,
  threadsInMemoryMax: 500,
  idleJournalsMax: 1_000,
  /** How long a command waits for the database before it is answered `retry_later`. */
  appendWaitMs: 3_000,

  /** Transport */
  frameBytesMax: 64 * 1024,
  httpBodyBytesMax: 128 * 1024,
  importArchiveBytesMax: 16 * 1024 ** 3,
  importChunkBytesMax: 8 * 1024 * 1024,
  socketsPerMember: 20,
  watchedChannelsPerSocket: 20,
  commandsInFlightPerSocket: 32,
  firstCommandsMax: 8,
  socketQueueBytesLagging: 256 * 1024,
  socketQueueBytesMax: 1024 * 1024,
  socketLaggingMsMax: 30_000,
  handshakesPerSecondPerNode: 400,
  /** As many may come at the same moment; those beyond it are spread. */
  handshakesAtOncePerNode: 1_000,
  /** TCP connections that wait to be taken; those beyond it wait a second and longer for another try. The system bounds it, too. */
  connectionsWaitingMax: 4_096,

  /** Times */
  muteMsMax: 365 * 24 * 3_600_000,
  scheduleMsMax: 365 * 24 * 3_600_000,
  slowModeMsMax: 3_600_000,
  invitationMsDefault: 7 * 24 * 3_600_000,
  invitationMsMax: 30 * 24 * 3_600_000,
  resetLinkMs: 30 * 60_000,
  /** A session ends when it was not used for so long, … */
  sessionMs: 30 * 24 * 3_600_000,
  /** … and at the latest so long after signing in. */
  sessionMsMax: 180 * 24 * 3_600_000,
  typingMs: 6_000,
  awayAfterMs: 5 * 60_000,
} as const;

export type LimitName = keyof typeof limits;

/**
 * Computes the product's promises from raw histories. Each invariant is one function that returns its violations in
 * words; a run passes when all twelve return none. The checker itself is tested with doctored histories that it must
 * reject, one per invariant.
 */
import { type ClientHistory, digestOf, type History, type LogEntry } from './history.ts';
import { channelsOf, command, committedIn, eventsOf, type Invariant, place } from './journals.ts';
import { movedWhole, withCarriedReactions } from './moves.ts';
import { type ChannelAt, differences, emptyChannel, hashOfReplay, replay } from './reference.ts';

/** 1. What was acknowledged is in the journal, where the acknowledgement said. */
export const nothingLost: Invariant = (history) => {
  const committed = committedIn(history);
  return history.clients.flatMap((client) =>
    eventsOf(client, 'ack')
      .filter(
        (ack) =>
          ack.changed && !committed.get(command(client.member, ack))?.some(({ seq }) => seq === ack.seq),
      )
      .map(
        (ack) =>
          `lost: ${client.client} was acknowledged ${ack.clientId} at ${place(ack.channelId, ack.seq)}`,
      ),
  );
};

/** 2. No command is in the journal twice. */
export const nothingDoubled: Invariant = (history) =>
  [...committedIn(history)]
    .filter(([, entries]) => entries.length > 1)
    .map(([key, entries]) => `doubled: ${key} at ${entries.map(({ seq }) => seq).join(', ')}`);

/** 3. Every journal is 1, 2, 3 … without gaps, and time never runs backwards in it. */
export const noGaps: Invariant = (history) =>
  [...channelsOf(history)].flatMap(([channelId, entries]) =>
    entries.flatMap((entry, index) => {
      const problems =
        entry.seq === index + 1 ? [] : [`gap: ${place(channelId, entry.seq)} stands at ${index + 1}`];
      const before = entries[index - 1];
      if (before && before.at > entry.at)
        problems.push(`time: ${place(channelId, entry.seq)} is older than the one before`);
      return problems;
    }),
  );

/** 4. One client's commands in one channel are in the journal in the order in which they were first sent. */
export const senderOrder: Invariant = (history) => {
  const committed = committedIn(history);
  return history.clients.flatMap((client) => {
    const last = new Map<string, number>();
    const sent = new Set<string>();
    return eventsOf(client, 'send').flatMap((send) => {
      const key = command(client.member, send);
      if (sent.has(key)) return [];
      sent.add(key);
      const seq = committed.get(key)?.[0]?.seq;
      if (seq === undefined) return [];
      const before = last.get(send.channelId) ?? 0;
      last.set(send.channelId, seq);
      return seq > before
        ? []
        : [`order: ${client.client} sent ${send.clientId} later, it stands at ${seq} before ${before}`];
    });
  });
};

/** 5. What a client applied is the journal from where it began: contiguous, in order, nothing twice. */
export const contiguousReaders: Invariant = (history) => {
  const heads = new Map([...channelsOf(history)].map(([id, entries]) => [id, entries.length]));
  return history.clients.flatMap((client) => {
    const at = new Map<string, number>();
    return client.events.flatMap((event) => {
      if (event.t === 'reset') at.set(event.channelId, event.seq);
      if (event.t !== 'apply') return [];
      const before = at.get(event.channelId) ?? 0;
      at.set(event.channelId, event.seq);
      if (event.seq !== before + 1)
        return [`reader: ${client.client} applied ${place(event.channelId, event.seq)} after ${before}`];
      return event.seq > (heads.get(event.channelId) ?? 0)
        ? [`reader: ${client.client} was shown ${place(event.channelId, event.seq)}, beyond the journal`]
        : [];
    });
  });
};

function replayed(entries: readonly LogEntry[]): ChannelAt {
  const channel = emptyChannel();
  for (const entry of entries) replay(channel, entry);
  return channel;
}

/** 6. Clients with equal rights end with equal screens. */
export const convergence: Invariant = (history) => {
  const channels = new Map([...channelsOf(history)].map(([id, entries]) => [id, replayed(entries)]));
  const hashes = new Map<string, Map<string, string[]>>();
  for (const client of history.clients) {
    for (const final of eventsOf(client, 'final')) {
      const visibleFrom = channels.get(final.channelId)?.members.get(client.member)?.visibleFrom ?? 1;
      const rights = `${final.channelId} from ${visibleFrom}`;
      const seen = hashes.get(rights) ?? new Map<string, string[]>();
      seen.set(final.hash, [...(seen.get(final.hash) ?? []), client.client]);
      hashes.set(rights, seen);
    }
  }
  return [...hashes]
    .filter(([, seen]) => seen.size > 1)
    .map(
      ([rights, seen]) =>
        `diverged in ${rights}: ${[...seen.values()].map((clients) => clients.join('+')).join(' | ')}`,
    );
};

/** 7. And these screens are what an independent replay of the journal gives. */
export const replayAgrees: Invariant = (history) => {
  const channels = channelsOf(history);
  return history.clients.flatMap((client) =>
    eventsOf(client, 'final').flatMap((final) => {
      const channel = replayed((channels.get(final.channelId) ?? []).filter(({ seq }) => seq <= final.seq));
      const member = channel.members.get(client.member);
      const expected = hashOfReplay(final.seq, channel, member?.visibleFrom ?? 1);
      return final.hash === expected
        ? []
        : [
            `screen: ${client.client} shows ${final.channelId} at ${final.seq} otherwise than the journal: ${differences(final.shown ?? [], channel, member?.visibleFrom ?? 1)}`,
          ];
    }),
  );
};

/** 8. Nothing reached somebody who was not in the channel at that seq, nor anything from before their history began. */
export const noForbiddenDelivery: Invariant = (history) => {
  const problems: string[] = [];
  const received = new Map<string, { client: ClientHistory; hidden: boolean; asOf: number }[]>();
  for (const client of history.clients) {
    /** How far this client had been told of each channel by then. */
    const known = new Map<string, number>();
    for (const event of client.events) {
      if (event.t === 'reset')
        known.set(event.channelId, Math.max(event.seq, known.get(event.channelId) ?? 0));
      if (event.t !== 'receive' && event.t !== 'apply') continue;
      const told = 'asOf' in event ? (event.asOf ?? 0) : 0;
      const asOf = Math.max(event.seq, told, known.get(event.channelId) ?? 0);
      known.set(event.channelId, asOf);
      const key = place(event.channelId, event.seq);
      const all = received.get(key);
      const one = { client, hidden: event.hidden, asOf };
      if (all) all.push(one);
      else received.set(key, [one]);
    }
  }
  for (const [channelId, entries] of channelsOf(history)) {
    const channel = emptyChannel();
    for (const entry of entries) {
      const before = new Map(channel.members);
      replay(channel, entry);
      for (const { client, hidden, asOf } of received.get(place(channelId, entry.seq)) ?? []) {
        // The entry that lets somebody in, and the one that puts them out, may both be seen by them.
        const member = channel.members.get(client.member) ?? before.get(client.member);
        // Who came back may read what was said meanwhile: but only once they were back.
        const readable = member ?? cameBack(entries, client.member, entry.seq, asOf);
        if (!readable)
          problems.push(`forbidden: ${client.client} got ${place(channelId, entry.seq)} without being in`);
        else if (!hidden && entry.seq < readable.visibleFrom) {
          problems.push(
            `forbidden: ${client.client} saw ${place(channelId, entry.seq)} from before ${readable.visibleFrom}`,
          );
        }
      }
    }
  }
  return problems;
};

/** What somebody was on coming in after one entry and not later than another. */
function cameBack(entries: readonly LogEntry[], memberId: string, after: number, upTo: number) {
  return entries
    .slice(after, upTo)
    .find(({ standing, kind }) => standing?.memberId === memberId && kind !== 'member.muted')?.standing;
}

const writes = new Set(['message', 'message.edited', 'message.reacted']);

/**
 * 9. Nothing stands in the journal that its author was not allowed at that seq: stranger, muted, in a locked thread, or in one
 * that was sent away or is still arriving. What comes along with a moved thread was allowed where it was said.
 */
export const rulesHeld: Invariant = (history) => {
  const moderators = new Set(history.moderators);
  return [...channelsOf(history)].flatMap(([channelId, entries]) => {
    const channel = emptyChannel();
    return entries.flatMap((entry) => {
      const problems: string[] = [];
      if (writes.has(entry.kind) && !entry.moved) {
        const where = place(channelId, entry.seq);
        const member = channel.members.get(entry.authorId);
        if (!member) problems.push(`rule: ${entry.authorId} wrote ${where} without being in`);
        else if (member.mutedUntil === null || member.mutedUntil > entry.at)
          problems.push(`rule: muted ${entry.authorId} wrote ${where}`);
        // An edit or a reaction is in the thread of its target, or of the root that the target is.
        const root = entry.rootSeq ?? entry.targetRootSeq ?? entry.target ?? null;
        const moderates = moderators.has(entry.authorId) || member?.role === 'moderator';
        if (root !== null && channel.locked.has(root) && !moderates) {
          problems.push(`rule: ${entry.authorId} wrote ${where} in a locked thread`);
        }
        if (root !== null && channel.closed.has(root))
          problems.push(`rule: ${entry.authorId} wrote ${where} in a thread that is not here`);
      }
      if (entry.kind === 'thread.moved' && !moderators.has(entry.authorId))
        problems.push(`rule: ${entry.authorId} moved ${place(channelId, entry.target ?? 0)}`);
      replay(channel, entry);
      return problems;
    });
  });
};

/** 10. Whatever two clients were shown at one place is the same entry, and it is the one in the journal. */
export const oneTruth: Invariant = (history) => {
  const truth = new Map(history.log.map((entry) => [place(entry.channelId, entry.seq), digestOf(entry)]));
  return history.clients.flatMap((client) =>
    eventsOf(client, 'apply')
      .filter((event) => !event.hidden && event.epoch === history.epoch)
      .filter((event) => truth.get(place(event.channelId, event.seq)) !== event.digest)
      .map(
        (event) => `truth: ${client.client} was shown another entry at ${place(event.channelId, event.seq)}`,
      ),
  );
};

/** 11. Every command ends: in the journal, or refused with a reason; never shown as failed and there all the same. */
export const everythingEnds: Invariant = (history) => {
  const committed = committedIn(history);
  return history.clients.flatMap((client) => {
    const ended = new Set<string>();
    const problems: string[] = [];
    for (const event of client.events) {
      if (event.t === 'ack' || event.t === 'moved') ended.add(command(client.member, event));
      if (event.t !== 'failed' && !(event.t === 'reject' && !event.retryable)) continue;
      const key = command(client.member, event);
      ended.add(key);
      if (committed.has(key))
        problems.push(
          `both: ${client.client} was told that ${event.clientId} failed (${event.code}), and it is there`,
        );
    }
    for (const send of eventsOf(client, 'send')) {
      const key = command(client.member, send);
      if (!ended.has(key) && !committed.has(key))
        problems.push(`open: ${client.client} never learnt what became of ${send.clientId}`);
    }
    return problems;
  });
};

export const invariants = {
  nothingLost,
  nothingDoubled,
  noGaps,
  senderOrder,
  contiguousReaders,
  convergence,
  replayAgrees,
  noForbiddenDelivery,
  rulesHeld,
  oneTruth,
  everythingEnds,
  movedWhole,
} as const satisfies Record<string, Invariant>;

/** The violations of a history by invariant; empty when all of them hold. */
export function check(history: History): Partial<Record<keyof typeof invariants, string[]>> {
  const whole = withCarriedReactions(history);
  const found = Object.entries(invariants).map(([name, invariant]) => [name, invariant(whole)] as const);
  return Object.fromEntries(found.filter(([, problems]) => problems.length > 0));
}

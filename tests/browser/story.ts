import type { ChannelId } from '@atrium/shared';
import { clientId, type Person, type TestServer } from './server.ts';

type Line = [who: keyof Cast, text: string];

export interface Cast {
  olive: Person;
  mo: Person;
  ana: Person;
  sam: Person;
}

export interface Story {
  cast: Cast;
  channels: Record<'general' | 'launch' | 'design' | 'random', ChannelId>;
  /** Root of the thread about the pricing page, in #launch. */
  thread: number;
}

/** A morning in the life of a small team: enough on every screen to look at. */
export async function tellStory(server: TestServer): Promise<Story> {
  const cast: Cast = {
    olive: server.owner,
    mo: await server.join('Mo Mendez', 'moderator'),
    ana: await server.join('Ana Alvarez'),
    sam: await server.join('Sam Sato'),
  };
  const { olive, mo, ana, sam } = cast;
  const titles: [Person, string][] = [
    [olive, 'Founder'],
    [mo, 'Community and support'],
    [ana, 'Product designer'],
    [sam, 'Backend'],
  ];
  for (const [person, title] of titles) await person.run('profile.update', { title });

  const open = async (
    name: string,
    topic: string,
    purpose: string,
    kind: 'public' | 'private' = 'public',
  ) => {
    const channelId = await makeChannel(olive, name, { kind, topic, purpose });
    for (const { id: memberId } of [mo, ana, sam])
      await olive.run('member.add', { channelId, clientId: clientId(), memberId });
    return channelId;
  };
  const channels = {
    general: await theGeneral(olive),
    launch: await open(
      'launch',
      'Version 2 goes out on the 24th',
      'All that has to happen before the launch.',
    ),
    design: await open('design', 'Icons, type, colour', 'How things look, and why.'),
    random: await open('lunch', 'Thursday: dumplings', 'Food.'),
  };
  const say = async (channel: ChannelId, lines: readonly Line[], rootSeq: number | null = null) => {
    const seqs: number[] = [];
    for (const [who, body] of lines) seqs.push(await post(cast[who], channel, body, rootSeq));
    return seqs;
  };

  await say(channels.general, [
    ['olive', 'Good morning, everybody. The office is closed on Friday.'],
    ['mo', 'Noted! I will move the support rota.'],
    ['sam', 'Thanks :)'],
  ]);
  await say(channels.design, [
    ['ana', 'New icon set is in. They sit on a 4 px grid now, and the stroke is **1.75** everywhere.'],
    ['olive', 'Much calmer. I like the *arch*.'],
  ]);
  await say(channels.random, [['mo', 'Dumplings on Thursday? 🥟']]);
  const seqs = await say(channels.launch, [
    [
      'olive',
      'Here is where we are for the launch:\n\n- the importer is **done**\n- the pricing page needs a decision\n- docs: two pages left',
    ],
    [
      'sam',
      'The importer now reads a whole export in one go:\n\n```ts\nfor await (const entry of readExport(path)) {\n  await journal.append(entry); // in order, resumable\n}\n```',
    ],
    [
      'sam',
      'About 4,000 messages a second on my laptop, and it picks up where it stopped: https://northwind.example/importer',
    ],
    ['ana', `<@${mo.id}> do we show the yearly price first, or the monthly one?`],
    ['mo', 'Yearly. People compare it with what they pay now, and that is a yearly bill.'],
    ['mo', 'But let us keep that in the thread, so that we find it again.'],
    ['olive', '> docs: two pages left\n\nI take the one about backups.'],
    ['ana', `Then I take <#${channels.design}> home today and finish the empty states.`],
  ]);
  const root = seqs[3] ?? 0;
  const inLaunch = { channelId: channels.launch };
  await say(
    channels.launch,
    [
      ['mo', 'Three customers told me the same: they look for the yearly price and cannot find it.'],
      ['ana', 'Then yearly, with a quiet switch. I will draw it.'],
      ['olive', 'Agreed. Let us decide it here: **yearly first**.'],
    ],
    root,
  );
  await ana.run('thread.set_title', {
    ...inLaunch,
    clientId: clientId(),
    rootSeq: root,
    title: 'Yearly or monthly price first?',
  });
  await mo.run('thread.pin', {
    ...inLaunch,
    clientId: clientId(),
    rootSeq: root,
    until: null,
    reason: 'until the launch',
  });
  const second = seqs[1] ?? 0;
  await say(
    channels.launch,
    [
      ['olive', 'Does it bring files along?'],
      ['sam', 'Their names and sizes. Contents come in the next version.'],
    ],
    second,
  );
  await sam.run('thread.resolve', { ...inLaunch, clientId: clientId(), rootSeq: second });
  const react = (person: Person, seq: number, emoji: string) =>
    person.run('message.react', { ...inLaunch, clientId: clientId(), seq, emoji, on: true });
  await react(ana, seqs[0] ?? 0, '🎉');
  await react(mo, seqs[0] ?? 0, '🎉');
  await react(sam, seqs[0] ?? 0, '👀');
  await react(olive, seqs[2] ?? 0, '🚀');
  await react(ana, seqs[2] ?? 0, '🚀');
  await ana.run('message.pin', { ...inLaunch, clientId: clientId(), seq: seqs[0] ?? 0 });

  const { channel: direct } = await mo.run('direct.open', { memberIds: [ana.id] });
  await say(direct.id, [
    ['mo', 'Can you look at the pricing thread before lunch?'],
    ['ana', 'On it.'],
    ['mo', 'Thank you!'],
  ]);
  await ana.run('channel.open', { channelId: channels.general });
  return { cast, channels, thread: root };
}

/** A channel in which its maker is alone. */
export async function makeChannel(
  maker: Person,
  name: string,
  about: { kind?: 'public' | 'private'; topic?: string; purpose?: string } = {},
): Promise<ChannelId> {
  const wanted = { kind: 'public' as const, name, topic: '', purpose: '', ...about };
  const { channel } = await maker.run('channel.create', { clientId: clientId(), ...wanted });
  return channel.id;
}

/** Answers the message's seq. */
export async function post(
  author: Person,
  channelId: ChannelId,
  body: string,
  rootSeq: number | null = null,
): Promise<number> {
  const { seq } = await author.run('message.post', { channelId, clientId: clientId(), body, rootSeq });
  return seq;
}

/** What has been said in a channel, as it stands now: its newest page. */
export async function bodiesIn(reader: Person, channelId: ChannelId): Promise<string[]> {
  const { page } = await reader.run('channel.open', { channelId, around: 'newest' });
  return page.entries.flatMap((entry) => ('body' in entry ? entry.body : []));
}

/** The channel that set-up makes, in which everybody is. */
async function theGeneral(owner: Person): Promise<ChannelId> {
  const { channels } = await owner.run('workspace.load', {});
  const general = channels.find(({ channel }) => channel.name === 'general');
  if (!general) throw new Error('Set-up made no #general.');
  return general.channel.id;
}
